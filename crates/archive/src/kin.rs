//! Keys: what two articles share when they may be kin (one text, or one story).

use std::collections::BTreeSet;

use attache_press::Article;
use attache_stories::{Profile, SHARED_KEYS, Signature};

/// What a key is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum KeyKind {
    /// Wording: those who share it may have copied from one another.
    Passage = 0,
    /// Names, numbers and rare words: those who share it may tell of one matter.
    Matter = 1,
}

/// One key of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key {
    pub(crate) kind: KeyKind,
    pub(crate) bits: i64,
}

/// The keys of an article.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Keys(pub(crate) BTreeSet<Key>);

impl Keys {
    /// For each key its kind in one byte, and itself in eight.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(9 * self.0.len());
        for key in &self.0 {
            bytes.push(key.kind as u8);
            bytes.extend(key.bits.to_le_bytes());
        }
        bytes
    }

    /// What [`to_bytes`](Self::to_bytes) wrote.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (keys, rest) = bytes.as_chunks::<9>();
        let keys = keys.iter().map(|[kind, bits @ ..]| {
            let kind = match kind {
                0 => KeyKind::Passage,
                1 => KeyKind::Matter,
                _ => return None,
            };
            Some(Key { kind, bits: i64::from_le_bytes(*bits) })
        });
        let keys = keys.collect::<Option<_>>()?;
        rest.is_empty().then_some(Self(keys))
    }
}

/// How many keys two articles share.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Shared {
    passages: u16,
    matters: u16,
}

impl Shared {
    pub(crate) fn count(&mut self, kind: KeyKind) {
        match kind {
            KeyKind::Passage => self.passages = self.passages.saturating_add(1),
            KeyKind::Matter => self.matters = self.matters.saturating_add(1),
        }
    }
}

/// How many keys two articles must share to be told together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Strictness {
    passages: u16,
    matters: u16,
}

impl Strictness {
    pub(crate) const fn links(self, shared: Shared) -> bool {
        shared.passages >= self.passages || shared.matters >= self.matters
    }
}

/// From the loosest to the strictest; see [`crate::cells`].
pub(crate) const STRICTNESS: [Strictness; 10] = [
    Strictness { passages: 3, matters: SHARED_KEYS as u16 },
    Strictness { passages: 3, matters: 3 },
    Strictness { passages: 4, matters: 4 },
    Strictness { passages: 4, matters: 5 },
    Strictness { passages: 5, matters: 6 },
    Strictness { passages: 6, matters: 7 },
    Strictness { passages: 8, matters: 8 },
    Strictness { passages: 12, matters: 10 },
    Strictness { passages: 16, matters: 13 },
    Strictness { passages: 24, matters: 17 },
];

/// The keys of an article.
pub(crate) fn keys(article: &Article) -> Keys {
    let signature = Signature::of(&article.text);
    let passages = signature.keys().iter().map(|key| Key { kind: KeyKind::Passage, bits: i64::from(*key) });
    let matters =
        Profile::of(article).keys().into_iter().map(|key| Key { kind: KeyKind::Matter, bits: i64::from(key) });
    Keys(passages.chain(matters).collect())
}
