use super::{Arcs, Cues, Encodable, Encoded, Engine, Padded, Pairs, Relations};
use crate::error::Error;
use crate::manifest::Manifest;
use crate::pieces::Pieces;

/// An engine without weights: each number it gives is a hash of what it is asked. For tests of what must hold whatever a
/// model says.
#[derive(Debug, Clone)]
pub struct Stub {
    manifest: Manifest,
    /// How often a word layer other than the first label wins, in hundredths.
    seed: u64,
}

const MANIFEST: &str = r#"{"version": "stub", "pieces": 8, "hidden": 4, "window": 40, "embedding": 3, "mention": 2,
    "labels": {"upos": ["NOUN", "VERB", "PUNCT"], "xpos": ["NN", "VB", "."],
        "names": ["O", "B-PER", "I-PER", "B-ORG", "I-ORG"], "cue": ["O", "B", "I"], "content": ["O", "I"],
        "source": ["O", "I"], "event": ["O", "AID", "ASSAULT", "OTHER"], "swapped": ["O", "S"], "end": ["O", "E"],
        "deprel": ["root", "nsubj", "obj"], "relation": ["AID", "ASSAULT", "NONE"],
        "modality": ["happened", "planned"], "aux": ["past", "future"], "mode": ["ASSAULT:beat", "NONE"]}}"#;

impl Stub {
    /// A stub that answers otherwise for each seed.
    pub fn new(seed: u64) -> Self {
        Self { manifest: Self::manifest(), seed }
    }

    /// The manifest that the stub keeps to.
    #[expect(clippy::missing_panics_doc, reason = "the manifest is constant")]
    pub fn manifest() -> Manifest {
        Manifest::parse(MANIFEST.as_bytes(), 8).expect("a constant manifest")
    }

    /// The pieces that go with it.
    #[expect(clippy::missing_panics_doc, reason = "the pieces are constant")]
    pub fn pieces() -> Pieces {
        Pieces::parse("[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n##a\ne\n##e").expect("constant pieces")
    }

    /// Numbers between -4 and 4 out of a stretch of others.
    fn numbers(&self, salt: u64, about: impl IntoIterator<Item = u64>, count: usize) -> Vec<f32> {
        let mut state = about.into_iter().fold(self.seed ^ (salt << 32), mixed);
        let mut next = || {
            state = mixed(state, 1);
            (state >> 40) as f32 / (1_u64 << 21) as f32 - 4.0
        };
        (0..count).map(|_| next()).collect()
    }
}

fn mixed(state: u64, more: u64) -> u64 {
    (state ^ more).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29).wrapping_add(0x632b_e59b_d9b4_e019)
}

fn bits(numbers: &[f32]) -> impl Iterator<Item = u64> {
    numbers.iter().map(|number| u64::from(number.to_bits()))
}

impl Engine for Stub {
    fn trunk(&self, window: &Encodable) -> Result<Encoded, Error> {
        let (pieces, words) = (window.pieces.len(), window.first.len());
        let about = || window.pieces.iter().chain(&window.shapes).chain(&window.quotes).map(|n| *n as u64);
        Ok(Encoded {
            lower: self.numbers(1, about(), pieces * self.manifest.hidden),
            words: self.numbers(2, about(), words * self.manifest.hidden),
            tags: self.numbers(3, about(), words * self.manifest.layers.width()),
        })
    }

    fn parse(&self, sentences: &Padded) -> Result<Arcs, Error> {
        let (s, n, width) = (sentences.sentences, sentences.length, 2);
        Ok(Arcs {
            arcs: self.numbers(4, bits(&sentences.words), s * n * (n + 1)),
            dependent: self.numbers(5, bits(&sentences.words), s * n * width),
            head: self.numbers(6, bits(&sentences.words), s * (n + 1) * width),
            width,
        })
    }

    fn labels(&self, dependent: &[f32], head: &[f32], rows: usize) -> Result<Vec<f32>, Error> {
        Ok(self.numbers(7, bits(dependent).chain(bits(head)), rows * self.manifest.deprel.len()))
    }

    fn attribution(&self, cues: &Cues) -> Result<Vec<f32>, Error> {
        Ok(self.numbers(8, bits(&cues.words).chain(bits(&cues.cue)), cues.cues * cues.length * 5))
    }

    fn relation(&self, pairs: &Pairs) -> Result<Relations, Error> {
        let of = |salt, labels| {
            self.numbers(salt, bits(&pairs.lower).chain(pairs.roles.iter().map(|r| *r as u64)), pairs.pairs * labels)
        };
        let manifest = &self.manifest;
        Ok(Relations {
            relation: of(9, manifest.relation.len()),
            quad: of(10, 4),
            modality: of(11, manifest.modality.len()),
            aux: of(12, manifest.aux.len()),
            mode: of(13, manifest.mode.len()),
        })
    }

    fn embed(&self, means: &[f32], rows: usize) -> Result<Vec<f32>, Error> {
        Ok(self.numbers(14, bits(means), rows * self.manifest.embedding))
    }

    fn mention(&self, words: &[f32], means: &[f32], rows: usize) -> Result<Vec<f32>, Error> {
        Ok(self.numbers(15, bits(words).chain(bits(means)), rows * self.manifest.mention))
    }
}
