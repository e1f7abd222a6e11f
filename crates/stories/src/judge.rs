//! What two articles that share sentences are to each other.

use attache_world::{Frequencies, Wording};

use crate::Kind;
use crate::align::Aligner;
use crate::choose::Link;
use crate::kinship::Kin;
use crate::pile::{Entry, Pile};
use crate::stock::Stock;
use crate::typeset::{Class, Typeset};

/// Which of the two was taken from the other, and how; none when what they share proves nothing.
pub(crate) fn judge(pile: &Pile, kin: &Kin, stock: &Stock) -> Option<Link> {
    let rewrite = rewrite(pile, kin);
    let a_is_derived = match rewrite {
        Some((_, a_is_derived)) => a_is_derived,
        None => !pile.articles[kin.a].is_elder(&pile.articles[kin.b]),
    };
    let pair = Pair::of(pile, kin, a_is_derived);
    let kind = match rewrite {
        Some((kind, _)) => kind,
        None => pair.reprint(kin, stock)?,
    };
    let nearness = pair.agreement + 0.25 * pair.tightness;
    let score = 0.5 + 0.5 * pair.agreement.max(kin.skeleton()).min(1.0);
    Some(Link { derived: pair.derived, source: pair.source, kind, nearness, score })
}

/// Two articles of which one may be taken from the other.
struct Pair<'p> {
    derived: usize,
    source: usize,
    from: &'p Entry<'p>,
    to: &'p Entry<'p>,
    /// Share of the derived article's sentences that the source has,
    own: f64,
    /// and of the source's that the derived article has.
    of_source: f64,
    /// The same in words that agree.
    agreement: f64,
    tightness: f64,
}

impl<'p> Pair<'p> {
    fn of(pile: &'p Pile<'p>, kin: &Kin, a_is_derived: bool) -> Self {
        let k = &kin.kinship();
        let ((derived, source), shares, agree) = if a_is_derived {
            ((kin.a, kin.b), (k.share_here, k.share_there), (k.agreement_here, k.agreement_there))
        } else {
            ((kin.b, kin.a), (k.share_there, k.share_here), (k.agreement_there, k.agreement_here))
        };
        let (from, to) = (&pile.articles[source], &pile.articles[derived]);
        Self { derived, source, from, to, own: shares.0, of_source: shares.1, agreement: agree.0, tightness: agree.1 }
    }

    /// The same text twice, of no known outlet: a copied file, and no other outlet's reprint.
    fn is_file_copy(&self) -> bool {
        let (from, to) = (self.from.article, self.to.article);
        from.outlet.is_none() && to.outlet.is_none() && from.text.trim() == to.text.trim()
    }

    /// What it is when nobody swapped words.
    fn reprint(&self, kin: &Kin, stock: &Stock) -> Option<Kind> {
        /// Share of the words of one of the two that the other has, of a copy that keeps no three sentences together.
        const MOST: f64 = 0.7;
        /// Share of an article's words that stand in a text of which it is nothing but the beginning.
        const WHOLE: f64 = 0.75;
        let evidence = stock.evidence(kin);
        let similarity = kin.kinship().similarity;
        let other_outlet = !self.from.same_outlet(self.to);
        // who heard the same speech and tells of the same day shares a sentence here and there
        let together = evidence.in_a_row >= 3 || self.agreement.max(self.tightness) >= MOST;
        if self.of_source >= 0.5 && together && evidence.is_copy(similarity) {
            let wire = other_outlet && !self.is_file_copy() && (self.from.credited || self.to.credited);
            return Some(if wire { Kind::Wire } else { Kind::Copy });
        }
        // an outlet repeats paragraphs of background, and its furniture, without copying the article they stood in
        let enough = evidence.is_excerpt(self.agreement, similarity) && (other_outlet || self.own >= 0.5)
            || self.agreement >= WHOLE && evidence.is_all(self.to.set.words.len(), similarity);
        let wire = other_outlet && self.own >= 0.5 && self.to.credited;
        enough.then_some(if wire { Kind::Wire } else { Kind::Excerpt })
    }
}

/// Whether one is a rewrite of the other, and whether that is `kin.a`.
fn rewrite(pile: &Pile, kin: &Kin) -> Option<(Kind, bool)> {
    /// Sentences as alike as this were not rewritten.
    const ALIKE: f64 = 0.9;
    /// A rewrite's words fit by this much less than those of its source; some three is usual.
    const STRAIN: f64 = 0.1;
    /// What it weighs beside that how much more a text reads as spun than the other does.
    const VOICE: f64 = 3.0;
    /// The same where fewer words were swapped.
    const FEW_STRAIN: f64 = 1.0;
    /// The same where phrases were recast besides.
    const LOOSE_STRAIN: f64 = 3.0;
    let (a, b) = (&pile.articles[kin.a], &pile.articles[kin.b]);
    let kinship = &kin.kinship();
    let taken = kinship.most() >= 0.5;
    let swaps = &kinship.swaps;
    let reworded = taken && kinship.similarity < ALIKE && kinship.shared.len() >= 3 && !swaps.are_noise();
    let few = swaps.are_many() || reworded && swaps.are_frequent();
    if taken && (swaps.are_spun() || few) {
        // a human hand changes words too, but not for worse ones
        let least = match (swaps.are_spun(), swaps.are_many()) {
            (true, _) => STRAIN,
            (_, true) => FEW_STRAIN,
            _ => LOOSE_STRAIN,
        };
        // spinners leave the grammar alone, translation does not
        let kind = if swaps.touch_grammar() { Kind::Translated } else { Kind::Spun };
        match strain(&a.set, &b.set) + VOICE * (a.voice().spun - b.voice().spun) {
            strain if strain.abs() >= least => return Some((kind, strain > 0.0)),
            _ if swaps.are_spun() && swaps.are_synonyms() => return Some((kind, !a.is_elder(b))),
            _ => {}
        }
    }
    if !(reworded || kin.skeleton() > 0.0) {
        return None;
    }
    // what differs from its source throughout, and reads as rewritten where the source does not
    let (x, y) = (a.voice(), b.voice());
    let (strange, other) = (x.spun.max(x.garbled), y.spun.max(y.garbled));
    if strange.max(other) < Wording::SPUN.min(Wording::GARBLED) || (strange - other).abs() < 0.25 {
        return None;
    }
    let garbled = x.garbled.max(y.garbled) >= Wording::GARBLED || !taken || swaps.touch_grammar();
    Some((if garbled { Kind::Translated } else { Kind::Spun }, strange > other))
}

/// How much less natural the words of `here` are than those that `there` has in their place: the mean difference of the
/// natural logarithms of their probabilities beside their neighbours.
fn strain(here: &Typeset, there: &Typeset) -> f64 {
    let (mut strain, mut swaps) = (0.0, 0.0);
    for pair in Aligner::default().align(here, there).pairs.iter().filter(|pair| !pair.same) {
        let (i, j) = (pair.here as usize, pair.there as usize);
        if here.words[i].class == Class::Content && there.words[j].class == Class::Content {
            strain += ease(there, j) - ease(here, i);
            swaps += 1.0;
        }
    }
    if swaps > 0.0 { strain / swaps } else { 0.0 }
}

/// How easily a word stands between its neighbours.
fn ease(set: &Typeset, at: usize) -> f64 {
    /// For what the tables do not hold.
    const UNHEARD: f64 = -16.0;
    let word = set.word(at);
    let before = at.checked_sub(1).and_then(|before| Frequencies::pair(set.word(before), word));
    let after = (at + 1 < set.words.len()).then(|| Frequencies::pair(word, set.word(at + 1))).flatten();
    let alone = Frequencies::word(word).unwrap_or(UNHEARD);
    before.unwrap_or(alone) + after.unwrap_or(UNHEARD / 2.0)
}
