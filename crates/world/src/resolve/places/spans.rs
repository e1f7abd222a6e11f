//! Stretches of a text that may name places: what the tables know, what the annotator takes for places, and roads.

use crate::{Gazetteer, PersonalName, Repair, World, fold};
use attache_language::{Annotation, EntityKind, Upos};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::rc::Rc;

use super::bearers::{Bearers, Form, abbreviated, bearers, loosely};
use super::words::Says;

/// No name of a place is longer, in words.
const LONGEST: usize = 7;

/// A stretch of text that may name a place.
#[derive(Debug, Clone)]
pub(super) struct Stretch {
    pub words: Range<usize>,
    pub known: Rc<Bearers>,
}

/// A text with its annotation, and what bears its names.
pub(super) struct Page<'a> {
    pub world: &'a World,
    pub text: &'a str,
    pub annotation: &'a Annotation,
    pub as_of: Option<Date>,
    /// By word: the entity that it stands in.
    pub entity_at: Vec<Option<usize>>,
    /// By entity: its words. A name that the annotator broke, at a hyphen or between its words, is whole here.
    pub extents: Vec<Range<usize>>,
    /// By entity: what it names. A town that the annotator takes for a person or a body is a place here.
    pub kinds: Vec<EntityKind>,
    looked_up: FxHashMap<(Range<usize>, bool), Rc<Bearers>>,
    by_name: FxHashMap<String, Rc<Bearers>>,
}

impl<'a> Page<'a> {
    pub(super) fn new(world: &'a World, text: &'a str, annotation: &'a Annotation, as_of: Option<Date>) -> Self {
        let mut page = Self {
            world,
            text,
            annotation,
            as_of,
            entity_at: vec![None; annotation.words.len()],
            extents: annotation.entities.iter().map(|e| e.words.clone()).collect(),
            kinds: annotation.entities.iter().map(|e| e.kind).collect(),
            looked_up: FxHashMap::default(),
            by_name: FxHashMap::default(),
        };
        // from the last to the first, so that a name that goes on takes the words of the entity behind it
        for number in (0..page.extents.len()).rev() {
            let words = page.unbroken(&page.extents[number]);
            if let Some(at) = page.entity_at.get_mut(words.clone()) {
                at.fill(Some(number));
            }
            page.extents[number] = words;
        }
        for (number, words) in page.extents.iter().enumerate() {
            let mistaken = matches!(page.kinds[number], EntityKind::Per | EntityKind::Org | EntityKind::Misc);
            if mistaken && is_nothing_but_a_town(world, page.slice(words)) {
                page.kinds[number] = EntityKind::Gpe;
            }
        }
        page
    }

    /// The words of an entity, and those that hyphens tie to its end where the gazetteer knows the whole.
    fn unbroken(&self, words: &Range<usize>) -> Range<usize> {
        let all = &self.annotation.words;
        let tight =
            |word: usize| all.get(word).zip(all.get(word + 1)).is_some_and(|(a, b)| a.bytes.end == b.bytes.start);
        let mut end = words.end;
        while end > words.start && end < words.end + LONGEST && tight(end - 1) && end < all.len() {
            if self.form(end - 1) != "-" && self.form(end) != "-" {
                break;
            }
            end += 1;
        }
        let whole = words.start..end;
        if end > words.end && Gazetteer::embedded().knows(self.slice(&whole)) {
            return whole;
        }
        // "New" and "York"
        let place = |word: usize| {
            let entities = &self.annotation.entities;
            let at = entities.partition_point(|e| e.words.start < word);
            entities.get(at).filter(|e| e.words.start == word && e.kind.is_place()).map(|e| e.words.end)
        };
        let next = place(words.end).filter(|_| place(words.start).is_some() && self.joins(words.end - 1));
        let both = next.map(|end| words.start..end).filter(|both| is_large_town(self.slice(both)));
        both.unwrap_or_else(|| words.clone())
    }

    /// The word as it stands; empty beyond the text.
    pub(super) fn form(&self, word: usize) -> &'a str {
        self.annotation.words.get(word).map_or("", |w| w.form(self.text))
    }

    /// The stretch of text that words cover.
    pub(super) fn slice(&self, words: &Range<usize>) -> &'a str {
        let all = &self.annotation.words;
        let (Some(first), Some(last)) = (all.get(words.start), all.get(words.end.wrapping_sub(1))) else { return "" };
        self.text.get(first.bytes.start..last.bytes.end).unwrap_or_default()
    }

    /// Whether the word begins as a name does.
    pub(super) fn is_capital(&self, word: usize) -> bool {
        self.form(word).starts_with(|c: char| c.is_uppercase() || c.is_alphabetic() && !c.is_lowercase())
    }

    /// Whether nothing but space stands between a word and the next, or nothing at all.
    pub(super) fn joins(&self, word: usize) -> bool {
        let all = &self.annotation.words;
        let (Some(a), Some(b)) = (all.get(word), all.get(word + 1)) else { return false };
        let between = self.text.get(a.bytes.end..b.bytes.start).unwrap_or_default();
        between.len() < 4 && !between.contains('\n')
    }

    /// What bears the name that the words are.
    fn bearers(&mut self, words: &Range<usize>) -> Rc<Bearers> {
        let article = words.start > 0 && self.form(words.start - 1).eq_ignore_ascii_case("the");
        if let Some(known) = self.looked_up.get(&(words.clone(), article)) {
            return known.clone();
        }
        let name = self.slice(words);
        let key = if article { format!("the {name}") } else { name.to_owned() };
        let (world, as_of) = (self.world, self.as_of);
        let mut known =
            self.by_name.entry(key).or_insert_with(|| Rc::new(bearers(world, name, article, as_of))).clone();
        if let Some(abbreviated) = self.abbreviated(words, name) {
            known = Rc::new(abbreviated);
        }
        self.looked_up.insert((words.clone(), article), known.clone());
        known
    }

    /// Divisions that the words abbreviate: with points anywhere, in capitals only behind a name and a comma.
    fn abbreviated(&self, words: &Range<usize>, name: &str) -> Option<Bearers> {
        let letters = name.chars().filter(|c| c.is_alphanumeric()).count();
        if letters == 0 || letters > 6 || words.len() > 4 {
            return None;
        }
        let pointed = name.contains('.') || self.form(words.end) == "." && !self.joins(words.end);
        let behind =
            words.start > 1 && matches!(self.form(words.start - 1), "," | "(") && self.is_capital(words.start - 2);
        let capitals = name.chars().all(|c| !c.is_lowercase());
        // "U.S.", "U.N." are no divisions; "CA" alone may be anything
        let fits =
            pointed && (letters > 2 || behind || name.matches('.').count() > 1) || behind && (capitals || letters > 3);
        let found = abbreviated(self.world, name);
        (fits && !found.places.is_empty()).then_some(found)
    }
}

/// A town has so many inhabitants that its name is known for it.
const LARGE: u64 = 100_000;

/// Whether a great town bears the name.
pub(in crate::resolve) fn is_large_town(name: &str) -> bool {
    Gazetteer::embedded().named(name).iter().any(|place| place.kind.is_town() && place.population >= LARGE)
}

/// Whether a single word is the name of a great town, and no other name that the tables hold.
pub(in crate::resolve) fn is_nothing_but_a_town(world: &World, name: &str) -> bool {
    let single = name.chars().count() > 3 && name.chars().all(char::is_alphabetic);
    single && PersonalName::of(name).is_none() && world.meanings(name, None).is_empty() && is_large_town(name)
}

/// The stretches that may name places, in order of their first words; some lie over each other.
pub(super) fn stretches(page: &mut Page<'_>) -> Vec<Stretch> {
    let annotation = page.annotation;
    let mut found: Vec<Stretch> = Vec::new();
    for sentence in &annotation.sentences {
        for first in sentence.words.clone() {
            if page.is_capital(first) && !page.form(first).eq_ignore_ascii_case("the") {
                known_from(page, first, sentence.words.end, &mut found);
                road_from(page, first, sentence.words.end, &mut found);
            }
        }
    }
    for number in (0..page.extents.len()).filter(|&number| page.kinds[number].is_place()).collect::<Vec<_>>() {
        let mut words = page.extents[number].clone();
        while words.len() > 1 && page.form(words.start).eq_ignore_ascii_case("the") {
            words.start += 1;
        }
        while words.len() > 1 && matches!(page.form(words.end - 1), "'s" | "’s" | "'" | "’" | "," | ".") {
            words.end -= 1;
        }
        if !words.is_empty() && !found.iter().any(|s| s.words == words) {
            found.push(Stretch { known: Rc::default(), words });
        }
    }
    for stretch in &mut found {
        if stretch.known.places.is_empty() && stretch.words.len() > 1 {
            stretch.known = Rc::new(loosely(page.world, page.slice(&stretch.words), page.as_of));
        }
    }
    found.sort_by_key(|s| (s.words.start, s.words.end));
    found
}

/// Puts stretches that read as mended in the place of those that they lie over.
pub(super) fn mend(page: &Page<'_>, repairs: &[Repair], found: &mut Vec<Stretch>) {
    for repair in repairs {
        let words = page.annotation.words_in(repair.span);
        let known = bearers(page.world, &repair.reads, false, page.as_of);
        if words.is_empty() || known.places.is_empty() || known.form != Form::Name {
            continue;
        }
        found.retain(|s| s.words.end <= words.start || words.end <= s.words.start);
        let at = found.partition_point(|s| s.words.start < words.start);
        found.insert(at, Stretch { words, known: Rc::new(known) });
    }
}

/// The names that the tables know and that begin with the word.
fn known_from(page: &mut Page<'_>, first: usize, end: usize, found: &mut Vec<Stretch>) {
    let gazetteer = Gazetteer::embedded();
    for last in first..(first + LONGEST).min(end) {
        let form = page.form(last);
        if last > first && (!page.joins(last - 1) || !may_stand_within(form)) {
            return;
        }
        let words = first..last + 1;
        let key = fold(page.slice(&words));
        if key.is_empty() {
            return;
        }
        let upper = form.contains(char::is_uppercase)
            || page.is_capital(last)
            || form.starts_with(|c: char| c.is_ascii_digit());
        if upper {
            let known = page.bearers(&words);
            if !known.places.is_empty() {
                found.push(Stretch { words, known });
            }
        }
        let hyphen = matches!(page.form(last + 1), "-" | "–" | "'" | "’");
        if !gazetteer.begins(&key) && !page.world.begins(&key) && !hyphen {
            return;
        }
    }
}

/// Whether a word may stand within a name: no mark but a hyphen, an apostrophe or its own points.
fn may_stand_within(form: &str) -> bool {
    matches!(form, "-" | "–" | "'" | "’" | "’s" | "'s") || form.starts_with(char::is_alphanumeric)
}

/// "Mill Road", "Highway 12": the longest that begins with the word.
fn road_from(page: &Page<'_>, first: usize, end: usize, found: &mut Vec<Stretch>) {
    let within = |word: usize| {
        word > first && page.entity_at[word].is_some() && page.entity_at[word] == page.entity_at[word - 1]
    };
    if first > 0 && page.entity_at[first].is_some() && page.entity_at[first] == page.entity_at[first - 1] {
        return;
    }
    let mut last = None;
    for word in first + 1..(first + 5).min(end) {
        if !page.joins(word - 1) {
            break;
        }
        let form = page.form(word);
        let numbered = word == first + 1 && Says::of(page.form(first)).has(Says::LEAD);
        if numbered && form.starts_with(|c: char| c.is_ascii_digit())
            || Says::of(form).has(Says::ROAD) && page.is_capital(word)
        {
            last = Some(word);
        }
        if !page.is_capital(word) && !within(word) {
            break;
        }
    }
    let Some(last) = last else { return };
    let covered = |word: usize| page.entity_at[word].map(|e| page.kinds[e]);
    let person = covered(last) == Some(EntityKind::Per);
    let proper =
        page.annotation.words[last].upos == Upos::Propn || page.form(last).starts_with(|c: char| c.is_ascii_digit());
    let words = first..last + 1;
    if !person && proper && !found.iter().any(|s| s.words == words) {
        found.push(Stretch { words, known: Rc::default() });
    }
}

impl Stretch {
    /// Whether it is a road, which no table holds.
    pub(super) fn is_road(&self, page: &Page<'_>) -> bool {
        let last = Says::of(page.form(self.words.end - 1));
        let numbered = page.form(self.words.end - 1).starts_with(|c: char| c.is_ascii_digit());
        self.words.len() > 1
            && (last.has(Says::ROAD) || numbered && Says::of(page.form(self.words.start)).has(Says::LEAD))
    }

    /// Whether it names a state by its adjective or people.
    pub(super) fn is_adjective(&self) -> bool {
        self.known.form == Form::Adjective
    }
}
