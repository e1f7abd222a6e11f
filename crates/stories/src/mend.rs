//! Names that a rewriter broke, mended by the source that still has them.

use attache_press::{ByteSpan, CharOffsets};
use attache_world::{Repair, near_synonyms};
use rustc_hash::FxHashMap;

use crate::align::{Aligned, Alignment, WordPair};
use crate::typeset::{Class, Typeset};

/// Names longer than this many words are headlines.
const LONGEST: usize = 12;

/// What the article alone shows to be broken (`own`), corrected and completed by what its source has in the same places.
/// No two overlap.
pub(crate) fn mend(here: &Typeset, there: &Typeset, alignment: &Alignment, own: Vec<Repair>) -> Vec<Repair> {
    let offsets = CharOffsets::new(here.text);
    let swaps = Swapped::of(here, there, alignment);
    let mut kept = Vec::new();
    let mut shown = Vec::new();
    for aligned in &alignment.sentences {
        let pairs = &alignment.pairs[aligned.pairs.0 as usize..aligned.pairs.1 as usize];
        kept.extend(pairs.iter().filter(|p| p.same).map(|p| offsets.char_at(here.start(p.here as usize))));
        for broken in broken_names(here, there, aligned, pairs) {
            if swaps.show_a_break(here, there, broken) {
                let (first, last) = (broken[0], broken[broken.len() - 1]);
                let bytes = here.stretch_of_words(first.here as usize, last.here as usize);
                let reads = there.stretch_of_words(first.there as usize, last.there as usize).of(there.text);
                shown.push(repair(&offsets, bytes, here.text, reads));
            }
        }
    }
    // what stands in the source too is not broken
    let starts = |repair: &Repair| kept.partition_point(|at| *at < repair.span.start)..;
    let stands = |repair: &Repair| {
        let words = kept[starts(repair)].iter().take_while(|at| **at < repair.span.end).count();
        words >= repair.text.split_whitespace().count()
    };
    let apart = |repair: &Repair| {
        shown.iter().all(|other: &Repair| other.span.end <= repair.span.start || repair.span.end <= other.span.start)
    };
    let own: Vec<Repair> = own.into_iter().filter(|repair| apart(repair) && !stands(repair)).collect();
    let source = InSource::of(here, there, alignment, &offsets);
    shown.extend(own.into_iter().filter_map(|repair| source.correct(repair)).filter_map(without_article));
    shown.sort_unstable_by_key(|repair| (repair.span.start, std::cmp::Reverse(repair.span.end)));
    shown.dedup_by(|later, earlier| later.span.start < earlier.span.end);
    shown
}

/// A repair less the article that it opens with; none if nothing else differs.
fn without_article(mut repair: Repair) -> Option<Repair> {
    if let (Some((first, text)), Some((other, reads))) = (repair.text.split_once(' '), repair.reads.split_once(' '))
        && is_article(first)
        && is_article(other)
    {
        let text = text.trim_start();
        repair.span.start += repair.text.chars().count() - text.chars().count();
        repair = Repair { text: text.to_owned(), reads: reads.trim_start().to_owned(), ..repair };
    }
    (repair.text != repair.reads).then_some(repair)
}

fn is_article(word: &str) -> bool {
    matches!(word, "The" | "the" | "A" | "a" | "An" | "an")
}

fn repair(offsets: &CharOffsets, bytes: ByteSpan, text: &str, reads: &str) -> Repair {
    let reads = reads.split_whitespace().collect::<Vec<_>>().join(" ");
    Repair { span: offsets.span(bytes), text: bytes.of(text).to_owned(), reads }
}

/// What the source has where a phrase stands here.
struct InSource<'s> {
    there: &'s Typeset<'s>,
    /// The source in lower case, with single spaces.
    text: String,
    /// First and last code point of each paired word here, and the word there; ascending.
    places: Vec<(usize, usize, usize)>,
}

impl<'s> InSource<'s> {
    fn of(here: &Typeset, there: &'s Typeset, alignment: &Alignment, offsets: &CharOffsets) -> Self {
        let place = |pair: &WordPair| {
            let span = offsets.span(here.stretch_of_words(pair.here as usize, pair.here as usize));
            (span.start, span.end, pair.there as usize)
        };
        let mut places: Vec<_> = alignment.pairs.iter().map(place).collect();
        places.sort_unstable();
        let text = there.text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        Self { there, text, places }
    }

    /// The repair with the source's wording, where its first and last word have a place there; none when the source says
    /// what stands here, or nowhere what it was thought to read.
    fn correct(&self, mut repair: Repair) -> Option<Repair> {
        let first = self.places.iter().find(|place| place.0 == repair.span.start);
        let last = self.places.iter().find(|place| place.1 == repair.span.end);
        if let (Some(first), Some(last)) = (first, last)
            && first.2 <= last.2
            && last.2 - first.2 <= repair.text.split_whitespace().count() + 1
        {
            let reads = self.there.stretch_of_words(first.2, last.2).of(self.there.text);
            repair.reads = reads.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        let heard = |phrase: &str| self.text.contains(&phrase.to_lowercase());
        (heard(&repair.reads) && !heard(&repair.text)).then_some(repair)
    }
}

/// The names of the source that stand word for word in this sentence, but for words that were swapped.
fn broken_names<'p>(here: &Typeset, there: &Typeset, aligned: &Aligned, pairs: &'p [WordPair]) -> Vec<&'p [WordPair]> {
    let sentence = here.sentences[aligned.here as usize];
    let mut names = Vec::new();
    if is_title_case(here, sentence.from as usize, sentence.to as usize)
        || is_title_case(there, aligned.from as usize, aligned.to as usize)
    {
        return names;
    }
    let mut from = 0;
    while from < pairs.len() {
        let opens = here.words[pairs[from].here as usize].class == Class::Opening;
        let second = pairs.get(from + 1).and_then(|pair| standing(here, there, *pair));
        if opens && second != Some(true) {
            // a sentence's first word is a capital anyway
            from += 1;
            continue;
        }
        let mut to = from;
        let mut end = from;
        // a name: capitalised on both sides, with small words between
        while to < pairs.len() && (to == from || goes_on(here, there, pairs[to - 1], pairs[to])) {
            match standing(here, there, pairs[to]) {
                Some(true) => end = to + 1,
                Some(false) if end > from => {}
                _ => break,
            }
            to += 1;
        }
        let name = &pairs[from..end];
        if end > from && stands_alone(here, there, name) {
            let name = narrowed(here, name);
            let sure = name.len() > 1 || name.iter().any(|pair| is_noun(here, there, *pair));
            if sure && name.len() <= LONGEST && name.iter().any(|pair| !pair.same) {
                names.push(name);
            }
        }
        from = end.max(from + 1);
    }
    names
}

/// Whether a pair stands right after another in both texts, with nothing but a space between.
fn goes_on(here: &Typeset, there: &Typeset, before: WordPair, after: WordPair) -> bool {
    let next = before.here + 1 == after.here && before.there + 1 == after.there;
    next && here.joined(before.here as usize) && there.joined(before.there as usize)
}

/// A name of one word must be one on both sides: capitalised inside a sentence, and right after another word there, for
/// what follows a mark may open a quotation.
fn is_noun(here: &Typeset, there: &Typeset, pair: WordPair) -> bool {
    let follows = |at: usize| at.checked_sub(1).is_some_and(|before| there.joined(before));
    here.words[pair.here as usize].class == Class::Name
        && there.words[pair.there as usize].class == Class::Name
        && follows(pair.there as usize)
}

/// The part of a name that differs, with the words of the same name: other names that "and", "in" or "on" tie to it are
/// left out at either end, as are words of grammar that it opens with.
fn narrowed<'p>(here: &Typeset, name: &'p [WordPair]) -> &'p [WordPair] {
    let word = |pair: &WordPair| here.word(pair.here as usize);
    let bound = |pair: &WordPair| pair.same && matches!(word(pair), "and" | "in" | "on");
    let mut parts = Vec::new();
    let mut from = 0;
    for to in (0..=name.len()).filter(|at| name.get(*at).is_none_or(bound)) {
        if name[from..to].iter().any(|pair| !pair.same) {
            parts.push((from, to));
        }
        from = to + 1;
    }
    let (Some((from, _)), Some((_, to))) = (parts.first(), parts.last()) else { return &[] };
    let part = &name[*from..*to];
    let opening = part.iter().take_while(|pair| pair.same && here.words[pair.here as usize].class == Class::Function);
    &part[opening.count()..]
}

/// Whether a pair can be part of a name (true: as a capitalised word; false: as a small word that both have).
fn standing(here: &Typeset, there: &Typeset, pair: WordPair) -> Option<bool> {
    let (ours, theirs) = (here.word(pair.here as usize), there.word(pair.there as usize));
    let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    let plain = |set: &Typeset, at: u32| set.words[at as usize].class != Class::Number;
    if capital(ours) && capital(theirs) && plain(here, pair.here) && plain(there, pair.there) {
        Some(true)
    } else if pair.same && matches!(ours, "of" | "the" | "for" | "and" | "on" | "in" | "de" | "du" | "al") {
        Some(false)
    } else {
        None
    }
}

/// Whether the name ends on both sides where it ends in the pairs: no capitalised word goes on before or after it.
fn stands_alone(here: &Typeset, there: &Typeset, name: &[WordPair]) -> bool {
    let (Some(first), Some(last)) = (name.first(), name.last()) else { return false };
    let goes_on = |set: &Typeset, at: Option<usize>| {
        at.and_then(|at| set.words.get(at)).is_some_and(|word| word.class == Class::Name)
    };
    let after = |set: &Typeset, at: u32| goes_on(set, Some(at as usize + 1)) && set.joined(at as usize);
    let before = |set: &Typeset, at: u32| {
        at.checked_sub(1).is_some_and(|b| goes_on(set, Some(b as usize)) && set.joined(b as usize))
    };
    !after(here, last.here) && !after(there, last.there) && !before(here, first.here) && !before(there, first.there)
}

/// Whether most words of meaning are capitalised, as in a headline.
fn is_title_case(set: &Typeset, from: usize, to: usize) -> bool {
    let words = &set.words[from..to];
    let small = words.iter().filter(|word| word.class == Class::Content).count();
    let capital = words.iter().filter(|word| word.class == Class::Name).count();
    small * 2 < capital
}

/// How often each word was swapped for which.
struct Swapped(FxHashMap<(u32, u32), u32>);

impl Swapped {
    fn of(here: &Typeset, there: &Typeset, alignment: &Alignment) -> Self {
        let mut swapped = FxHashMap::default();
        for pair in alignment.pairs.iter().filter(|pair| !pair.same) {
            *swapped
                .entry((here.words[pair.here as usize].hash, there.words[pair.there as usize].hash))
                .or_default() += 1;
        }
        Self(swapped)
    }

    /// Whether at least half of the words that differ are near-synonyms of the source's, or were put for them more than
    /// once: then the others were swapped too.
    fn show_a_break(&self, here: &Typeset, there: &Typeset, name: &[WordPair]) -> bool {
        let differ = name.iter().filter(|pair| !pair.same);
        let shown = differ.clone().filter(|pair| {
            let (i, j) = (pair.here as usize, pair.there as usize);
            let often = self.0.get(&(here.words[i].hash, there.words[j].hash)).copied().unwrap_or(0);
            often >= 2 || are_near(here.word(i), there.word(j))
        });
        let (differ, shown) = (differ.count(), shown.count());
        shown > 0 && 2 * shown >= differ
    }
}

/// Whether two words are near-synonyms, or are joined of parts that are the same or near-synonyms.
fn are_near(ours: &str, theirs: &str) -> bool {
    let parts = |word: &str| word.matches('-').count();
    let hyphened = parts(ours) > 0 && parts(ours) == parts(theirs);
    near_synonyms(ours, theirs)
        || hyphened
            && ours
                .split('-')
                .zip(theirs.split('-'))
                .all(|(a, b)| a.to_lowercase() == b.to_lowercase() || near_synonyms(a, b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::Aligner;

    fn mended(here: &str, there: &str, own: &[(&str, &str)]) -> Vec<(String, String)> {
        let (here, there) = (Typeset::new(here), Typeset::new(there));
        let alignment = Aligner::default().align(&here, &there);
        let own = own.iter().map(|(text, reads)| {
            let start = here.text.find(text).unwrap();
            let bytes = ByteSpan { start, end: start + text.len() };
            repair(&CharOffsets::new(here.text), bytes, here.text, reads)
        });
        let mended = mend(&here, &there, &alignment, own.collect());
        mended.into_iter().map(|repair| (repair.text, repair.reads)).collect()
    }

    const SOURCE: &str = "Envoys of the Northern Trade Association met Grace Field in the old hall on Friday, a day after the \
        talks in Lund had failed.";
    const SPUN: &str = "Envoys of the Northern Commerce Association met Grace Meadow in the ancient hall on Friday, a day \
        after the talks in Lund had failed.";

    #[test]
    fn a_name_is_mended_by_what_its_source_has_in_its_place() {
        let pairs = [("Northern Commerce Association", "Northern Trade Association"), ("Grace Meadow", "Grace Field")];
        let expected = pairs.map(|(text, reads)| (text.to_owned(), reads.to_owned()));
        assert_eq!(mended(SPUN, SOURCE, &[]), expected);
    }

    #[test]
    fn the_source_overrules_what_the_text_alone_seemed_to_show() {
        let guesses = [("ancient hall", "antique hall"), ("a day", "one day")];
        let all = mended(SPUN, SOURCE, &guesses);
        assert!(all.contains(&("ancient hall".to_owned(), "old hall".to_owned())), "{all:?}");
        assert!(!all.iter().any(|(text, _)| text == "a day"), "{all:?}");
    }

    #[test]
    fn a_repair_holds_one_name_and_neither_its_article_nor_its_neighbours() {
        let source = "After a long night the Northern Union, Norway and Finland signed the paper that nobody had read. Envoy-General Ada Moss spoke for the \
            Guild of White Oak and White Ash Keepers and for Norway, while two guests waited in the garden of the house.";
        let spun = "After a long night the Northern Marriage, Norway and Finland signed the document that nobody had read. Envoy-Common Ada Moss talked for \
            the Guild of Pale Oak and Pale Ember Keepers and for Norway, while two guests waited in the garden of the home.";
        let expected = [
            ("Northern Marriage", "Northern Union"),
            ("Envoy-Common Ada Moss", "Envoy-General Ada Moss"),
            ("Guild of Pale Oak and Pale Ember Keepers", "Guild of White Oak and White Ash Keepers"),
        ];
        let expected = expected.map(|(text, reads)| (text.to_owned(), reads.to_owned()));
        assert_eq!(mended(spun, source, &[]), expected);
    }

    #[test]
    fn a_word_that_is_no_name_is_not_mended() {
        let source =
            "At the close of the day most of the hall had voted Yes, and the clerk put the boxes in the vault.";
        let garbled =
            "At the end of the day most of the hall had voted Yeah, and the clerk put the boxes in the cellar.";
        assert_eq!(mended(garbled, source, &[]), []);
    }

    #[test]
    fn another_name_is_another_name_and_no_break() {
        let other = SOURCE.replace("Grace Field", "Martin Oduya").replace("Lund", "Bergen");
        assert_eq!(mended(&other, SOURCE, &[]), []);
    }
}
