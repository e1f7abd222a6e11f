//! Keys: what two articles share when they may be kin (one text, or one story).
//!
//! Whoever finds kin by other means than an [`Archive`](crate::Archive) needs these, the bounds of [`crate::cells`], and [`NEAREST`].

use attache_press::Article;
use attache_stories::{Profile, Signature};
use xxhash_rust::xxh3::xxh3_64;

/// What a key is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyKind {
    /// Wording: those who share it may have copied from one another.
    Passage = 0,
    /// Names, numbers and rare words: those who share it may tell of one matter.
    Matter = 1,
    /// The whole text: those who share it are reprints, word for word.
    Text = 2,
    /// A sample of all passages together: those who share it are likely to be reprints, lightly edited.
    Wording = 3,
}

impl KeyKind {
    /// The kind of this number, as in [`Keys::to_bytes`].
    pub const fn numbered(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Passage),
            1 => Some(Self::Matter),
            2 => Some(Self::Text),
            3 => Some(Self::Wording),
            _ => None,
        }
    }

    /// Whether articles are linked over it in a row, each to the nearest, however many there are.
    pub const fn is_of_reprints(self) -> bool {
        matches!(self, Self::Text | Self::Wording)
    }
}

/// One key of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// What it is made of.
    pub kind: KeyKind,
    /// A hash of that.
    pub bits: i64,
}

/// How many reprints an article is linked to on either side of it, in the row of each key of reprints that it shares with them; rows
/// are sorted by a hash of the articles' ids.
pub const NEAREST: usize = 3;

/// The keys of an article: in order, each once.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Keys(Vec<Key>);

impl Keys {
    /// For each key its kind in one byte, and itself in eight.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(9 * self.0.len());
        for key in &self.0 {
            bytes.push(key.kind as u8);
            bytes.extend(key.bits.to_le_bytes());
        }
        bytes
    }

    /// What [`to_bytes`](Self::to_bytes) wrote.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (keys, rest) = bytes.as_chunks::<9>();
        let keys = keys
            .iter()
            .map(|[kind, bits @ ..]| Some(Key { kind: KeyKind::numbered(*kind)?, bits: i64::from_le_bytes(*bits) }));
        let keys = Self::of(keys.collect::<Option<_>>()?);
        rest.is_empty().then_some(keys)
    }

    /// Some keys, each once.
    pub fn of(mut keys: Vec<Key>) -> Self {
        keys.sort_unstable();
        keys.dedup();
        Self(keys)
    }

    /// All of them, in order.
    pub fn all(&self) -> &[Key] {
        &self.0
    }

    pub(crate) fn has(&self, key: Key) -> bool {
        self.0.binary_search(&key).is_ok()
    }

    /// Whether one is a reprint of the other: the same text, or at least half of the passages of the one that has more.
    pub fn are_of_reprints(&self, other: &Self) -> bool {
        if shared(self.of_kind(KeyKind::Text), other.of_kind(KeyKind::Text)) > 0 {
            return true;
        }
        let (own, theirs) = (self.of_kind(KeyKind::Passage), other.of_kind(KeyKind::Passage));
        let (most, shared) = (own.len().max(theirs.len()), shared(own, theirs));
        shared >= LEAST_PASSAGES && 2 * shared >= most
    }

    fn of_kind(&self, kind: KeyKind) -> &[Key] {
        let from = self.0.partition_point(|key| key.kind < kind);
        let to = self.0.partition_point(|key| key.kind <= kind);
        &self.0[from..to]
    }
}

/// How many keys stand in both lists, each in order.
fn shared(mut a: &[Key], mut b: &[Key]) -> usize {
    let mut shared = 0;
    while let (Some((x, after_x)), Some((y, after_y))) = (a.split_first(), b.split_first()) {
        shared += usize::from(x == y);
        (a, b) = (if x <= y { after_x } else { a }, if y <= x { after_y } else { b });
    }
    shared
}

/// Passages and matters link articles that were published within so many days; or whenever, where the day of one is not known. Names,
/// words and turns of phrase come back year after year: without this each would link an archive's whole past. Reprints are linked
/// whenever they were published.
pub const NEAR: u32 = 28;

/// Who holds a passage or a matter is looked up by periods of [`NEAR`] days: articles that it may link lie in one period, or in two that
/// touch.
pub const fn period(day: i32) -> i32 {
    day.div_euclid(NEAR.cast_signed())
}

/// A key as it is held: by the period of the article that has it, so that neither what was told years ago nor how often has a bearing on
/// what it links; those of reprints all together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Slot {
    kind: KeyKind,
    /// [`UNDATED`](Self::UNDATED) for keys that are not held by periods, and where the day is not known.
    period: i32,
    bits: i64,
}

impl Slot {
    /// Where the keys of articles without a day are held.
    pub const UNDATED: i32 = i32::MIN;
    /// What the tables call the period that begins in 1970, for matters and for passages.
    const MATTERS: i64 = 1_000_000;
    const PASSAGES: i64 = 2_000_000;
    /// Periods are fewer than this on either side of 1970.
    const PERIODS: i64 = 500_000;

    /// Where the key of an article of this day is held.
    pub fn of(key: Key, day: Option<i32>) -> Self {
        let period = day.filter(|_| !key.kind.is_of_reprints()).map_or(Self::UNDATED, period);
        Self { kind: key.kind, period, bits: key.bits }
    }

    /// The one of the same key in another period.
    pub const fn in_period(self, period: i32) -> Self {
        Self { period, ..self }
    }

    pub const fn kind(self) -> KeyKind {
        self.kind
    }

    /// The period, of a key that is held by periods.
    pub fn period(self) -> Option<i32> {
        (!self.kind.is_of_reprints()).then_some(self.period)
    }

    /// As the tables have it: the number of its kind, or of its period, and the bits.
    pub fn row(self) -> (i64, i64) {
        let period = i64::from(self.period);
        let number = match self.kind {
            KeyKind::Matter if self.period != Self::UNDATED => Self::MATTERS + period,
            KeyKind::Passage if self.period != Self::UNDATED => Self::PASSAGES + period,
            kind => kind as i64,
        };
        (number, self.bits)
    }

    /// What [`row`](Self::row) gave.
    pub fn of_row((number, bits): (i64, i64)) -> Option<Self> {
        if let Ok(kind) = u8::try_from(number) {
            return KeyKind::numbered(kind).map(|kind| Self { kind, period: Self::UNDATED, bits });
        }
        let held = [(KeyKind::Matter, Self::MATTERS), (KeyKind::Passage, Self::PASSAGES)];
        let (kind, first) =
            held.into_iter().find(|(_, first)| number.abs_diff(*first) < Self::PERIODS.unsigned_abs())?;
        Some(Self { kind, period: i32::try_from(number - first).ok()?, bits })
    }
}

/// The day on which an article was published, since 1970, as far as it bears one.
pub fn day(article: &Article) -> Option<i32> {
    attache_stories::day(article.published.as_deref())
}

/// Whether passages and matters link articles of these days.
pub(crate) fn are_near(a: Option<i32>, b: Option<i32>) -> bool {
    a.zip(b).is_none_or(|(a, b)| a.abs_diff(b) <= NEAR)
}

/// How many keys two articles share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Shared {
    passages: u16,
    matters: u16,
    /// Whether one is a reprint of the other.
    pub(crate) is_reprint: bool,
}

impl Shared {
    pub(crate) fn count(&mut self, kind: KeyKind) {
        match kind {
            KeyKind::Text | KeyKind::Wording => {}
            KeyKind::Passage => self.passages = self.passages.saturating_add(1),
            KeyKind::Matter => self.matters = self.matters.saturating_add(1),
        }
    }

    /// What is left between articles that were published too far apart.
    pub(crate) const fn far_apart(self) -> Self {
        Self { passages: 0, matters: 0, ..self }
    }

    /// What is left when a key that they share counts no more.
    pub(crate) const fn without(self, kind: KeyKind) -> Self {
        match kind {
            KeyKind::Text | KeyKind::Wording => self,
            KeyKind::Passage => Self { passages: self.passages.saturating_sub(1), ..self },
            KeyKind::Matter => Self { matters: self.matters.saturating_sub(1), ..self },
        }
    }

    /// At how many of [`STRICTNESS`] they are linked.
    pub(crate) fn reach(self) -> usize {
        STRICTNESS.iter().take_while(|strictness| strictness.links(self)).count()
    }
}

/// How many keys two articles must share to be told together.
#[derive(Debug, Clone, Copy)]
pub struct Strictness {
    /// So many passages,
    pub passages: u16,
    /// or so many matters; reprints are always linked.
    pub matters: u16,
}

impl Strictness {
    pub(crate) const fn links(self, shared: Shared) -> bool {
        shared.is_reprint || shared.passages >= self.passages || shared.matters >= self.matters
    }
}

/// From the loosest to the strictest, which only reprints meet; see [`crate::cells`]. Two matters alone are shared by chance so often
/// that they would link all the press of a month, and hardly two articles of one story share no more: of the pairs of ECB+'s stories one
/// in five hundred is lost by asking for three.
pub const STRICTNESS: [Strictness; 10] = [
    Strictness { passages: 3, matters: 3 },
    Strictness { passages: 4, matters: 4 },
    Strictness { passages: 4, matters: 5 },
    Strictness { passages: 5, matters: 6 },
    Strictness { passages: 6, matters: 7 },
    Strictness { passages: 8, matters: 8 },
    Strictness { passages: 12, matters: 10 },
    Strictness { passages: 16, matters: 13 },
    Strictness { passages: 24, matters: 17 },
    Strictness { passages: u16::MAX, matters: u16::MAX },
];

/// The keys of an article.
pub fn keys(article: &Article) -> Keys {
    let signature = Signature::of(&article.text);
    let passages = signature.keys().iter().map(|key| Key { kind: KeyKind::Passage, bits: i64::from(*key) });
    let matters =
        Profile::of(article).keys().into_iter().map(|key| Key { kind: KeyKind::Matter, bits: i64::from(key) });
    let text = article.text.trim();
    let text = (!text.is_empty()).then(|| Key { kind: KeyKind::Text, bits: xxh3_64(text.as_bytes()).cast_signed() });
    Keys::of(passages.chain(matters).chain(text).chain(wording(signature.keys())).collect())
}

/// How many wording keys an article has,
const WORDINGS: u64 = 6;
/// if it has as many passages as this.
const LEAST_PASSAGES: usize = 3;

/// The wording keys of a text: from each of several orders of its passages, the first two. Of two texts that share a
/// share *r* of all their passages together, each key is the same with a chance of *r*², so that one of six is with 82%
/// where *r* is a half (Broder, "On the resemblance and containment of documents", 1997).
fn wording(passages: &[u32]) -> impl Iterator<Item = Key> {
    let orders = if passages.len() < LEAST_PASSAGES { 0 } else { WORDINGS };
    (0..orders).map(move |order| {
        let first = |seed: u64| passages.iter().map(|key| mixed(u64::from(*key), seed)).min().unwrap_or(0);
        let bits = mixed(first(2 * order), first(2 * order + 1)).wrapping_add(order);
        Key { kind: KeyKind::Wording, bits: bits.cast_signed() }
    })
}

/// SplitMix64 (Steele, Lea and Flood 2014).
pub(crate) const fn mixed(value: u64, seed: u64) -> u64 {
    let z = value.wrapping_add(seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
