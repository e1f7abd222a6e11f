//! The words that the tables number, the most frequent first, with their dictionary forms.

use std::sync::LazyLock;

/// Number of a word in the tables; 0 is the most frequent word of English.
pub(crate) type WordId = u16;
/// No word.
pub(crate) const NONE: WordId = u16::MAX;

static WORDS: &[u8] = include_bytes!("../tables/words.bin");
const SLOTS: usize = 1 << 17;

/// How a word is inflected; spinners keep it when they swap the word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As in the dictionary.
    Plain,
    /// Plural of a noun, third person of a verb.
    S,
    /// Past tense or participle.
    Ed,
    /// Present participle.
    Ing,
}

/// The words of `tables/words.bin`, which says how they are laid out.
pub(crate) struct Lexicon {
    count: usize,
    offsets: &'static [u8],
    unigram: &'static [u8],
    backoff: &'static [u8],
    nouns: &'static [u8],
    verbs: &'static [u8],
    letters: &'static [u8],
    slots: Vec<WordId>,
    /// For each word, its forms in -s, -ed and -ing.
    forms: Vec<[WordId; 3]>,
    function: Vec<bool>,
    /// Words that begin a two-word entry.
    begins: Vec<bool>,
}

/// Words that hold others together: no spinner swaps them for near-synonyms, every text has them.
const FUNCTION_WORDS: &str = "a an the and or but nor so yet if then than that this these those there here where when while \
    who whom whose which what why how as at by for from in into of off on onto out over per to toward towards under until \
    upon via with within without about above across after against along amid among around before behind below beneath \
    beside between beyond down during except inside like near outside since through throughout up i me my mine we us our \
    ours you your yours he him his she her hers it its they them their theirs himself herself itself themselves myself \
    yourself be am is are was were been being have has had having do does did done doing can could may might must shall \
    should will would ought not no all any both each either neither every few more most much many some such other another \
    own same only just even also too very again ever never now one two three four five six seven eight nine ten it's i'm \
    don't that's he's she's we're they're you're can't didn't doesn't isn't wasn't won't i've we've they've there's";

pub(crate) static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::load);

/// The `i`th number of a packed row of 16-bit numbers.
pub(crate) fn u16_at(bytes: &[u8], i: usize) -> u16 {
    u16::from_le_bytes([bytes[2 * i], bytes[2 * i + 1]])
}

/// The `i`th number of a packed row of 32-bit numbers.
pub(crate) fn u32_at(bytes: &[u8], i: usize) -> usize {
    u32::from_le_bytes([bytes[4 * i], bytes[4 * i + 1], bytes[4 * i + 2], bytes[4 * i + 3]]) as usize
}

fn hash(bytes: impl Iterator<Item = u8>) -> usize {
    let mut h = 0xcbf2_9ce4_8422_2325_u64;
    for b in bytes {
        h = (h ^ u64::from(b.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3);
    }
    (h ^ (h >> 29)) as usize & (SLOTS - 1)
}

impl Lexicon {
    fn load() -> Self {
        let count = u32_at(&WORDS[4..], 0);
        let (offsets, rest) = WORDS[8..].split_at(4 * (count + 1));
        let (unigram, rest) = rest.split_at(count);
        let (backoff, rest) = rest.split_at(count);
        let (nouns, rest) = rest.split_at(2 * count);
        let (verbs, letters) = rest.split_at(2 * count);
        let mut lexicon = Self {
            count,
            offsets,
            unigram,
            backoff,
            nouns,
            verbs,
            letters,
            slots: vec![NONE; SLOTS],
            forms: vec![[NONE; 3]; count],
            function: vec![false; count],
            begins: vec![false; count],
        };
        for id in 0..count as WordId {
            let mut slot = hash(lexicon.word(id).bytes());
            while lexicon.slots[slot] != NONE {
                slot = (slot + 1) & (SLOTS - 1);
            }
            lexicon.slots[slot] = id;
        }
        let function: Vec<WordId> = FUNCTION_WORDS.split_whitespace().map(|w| lexicon.ascii(w)).collect();
        for id in function.into_iter().filter(|&id| id != NONE) {
            lexicon.function[id as usize] = true;
        }
        for id in 0..count as WordId {
            if let Some((first, _)) = lexicon.word(id).split_once(' ') {
                let first = lexicon.ascii(first);
                if first != NONE {
                    lexicon.begins[first as usize] = true;
                }
            }
        }
        for id in (0..count as WordId).rev() {
            for base in [lexicon.noun(id), lexicon.verb(id)] {
                if base != NONE {
                    let form = lexicon.form(id);
                    if form != Form::Plain {
                        lexicon.forms[base as usize][form as usize - 1] = id;
                    }
                }
            }
        }
        lexicon
    }

    /// Whether the word only holds others together.
    pub(crate) fn function(&self, id: WordId) -> bool {
        self.function.get(id as usize).copied().unwrap_or(false)
    }

    /// Whether a two-word entry begins with the word.
    pub(crate) fn begins_pair(&self, id: WordId) -> bool {
        self.begins.get(id as usize).copied().unwrap_or(false)
    }

    /// How many words there are.
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// The word with this number.
    pub(crate) fn word(&self, id: WordId) -> &'static str {
        let (from, to) = (u32_at(self.offsets, id as usize), u32_at(self.offsets, id as usize + 1));
        std::str::from_utf8(&self.letters[from..to]).unwrap_or_default()
    }

    /// The number of a word, whatever its case; [`NONE`] when it is not in the tables.
    pub(crate) fn id(&self, word: &str) -> WordId {
        if word.is_ascii() { self.ascii(word) } else { self.ascii(&word.replace('’', "'")) }
    }

    fn ascii(&self, word: &str) -> WordId {
        let mut slot = hash(word.bytes());
        loop {
            let id = self.slots[slot];
            if id == NONE || self.word(id).eq_ignore_ascii_case(word) {
                return id;
            }
            slot = (slot + 1) & (SLOTS - 1);
        }
    }

    /// Log10 of the word's share of running text.
    pub(crate) fn unigram(&self, id: WordId) -> f32 {
        -f32::from(self.unigram[id as usize]) / 32.0
    }

    /// Log10 of the factor on a word's own share when the pair was never seen.
    pub(crate) fn backoff(&self, id: WordId) -> f32 {
        (f32::from(self.backoff[id as usize]) - 128.0) / 32.0
    }

    /// The singular, or [`NONE`] when the word is no plural.
    pub(crate) fn noun(&self, id: WordId) -> WordId {
        u16_at(self.nouns, id as usize)
    }

    /// The infinitive, or [`NONE`] when the word is none of its other forms.
    pub(crate) fn verb(&self, id: WordId) -> WordId {
        u16_at(self.verbs, id as usize)
    }

    /// The word itself and its dictionary forms.
    pub(crate) fn lemmas(&self, id: WordId) -> impl Iterator<Item = WordId> + Clone {
        let (noun, verb) = (self.noun(id), self.verb(id));
        let verb = if verb == noun { NONE } else { verb };
        [id, noun, verb].into_iter().filter(|&l| l != NONE)
    }

    /// How the word is inflected.
    pub(crate) fn form(&self, id: WordId) -> Form {
        if self.noun(id) != NONE {
            return Form::S;
        }
        if self.verb(id) == NONE {
            return Form::Plain;
        }
        let word = self.word(id);
        if word.ends_with("ing") {
            Form::Ing
        } else if word.ends_with('s') {
            Form::S
        } else {
            Form::Ed
        }
    }

    /// A dictionary form inflected, [`NONE`] when that form is not in the tables.
    pub(crate) fn inflect(&self, id: WordId, form: Form) -> WordId {
        match form {
            Form::Plain => id,
            _ => self.forms[id as usize][form as usize - 1],
        }
    }

    /// The form in -s, or the word itself where the tables have none.
    pub(crate) fn inflect_any(&self, id: WordId) -> WordId {
        match self.inflect(id, Form::S) {
            NONE => id,
            plural => plural,
        }
    }
}
