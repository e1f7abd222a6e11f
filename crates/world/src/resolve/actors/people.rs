//! Whether two names are of one person or body.

use crate::fold::fold;
use crate::names::PersonalName;

/// A name, cut in folded words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::resolve) struct Spelling {
    words: Vec<String>,
}

/// Words that link the parts of a name and tell nobody from another.
const LINKS: [&str; 24] = [
    "al", "el", "de", "da", "do", "dos", "del", "della", "di", "la", "le", "van", "von", "der", "den", "bin", "ben",
    "ibn", "abu", "y", "e", "i", "jr", "sr",
];

/// How well a name fits another; the greater the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::resolve) enum Fit {
    /// A part that stands alone, not the family name.
    Part,
    /// The family name, or another part by which the person is known.
    Surname,
    /// Most of it.
    Most,
    /// All of it, if spelt otherwise.
    Whole,
}

impl Spelling {
    pub(in crate::resolve) fn of(name: &str) -> Self {
        Self { words: fold(name).split(' ').filter(|w| !w.is_empty()).map(str::to_owned).collect() }
    }

    pub(in crate::resolve) fn len(&self) -> usize {
        self.words.len()
    }

    /// The words that tell.
    fn telling(&self) -> Vec<&str> {
        let all: Vec<&str> = self.words.iter().map(String::as_str).collect();
        let telling: Vec<&str> = all.iter().copied().filter(|w| !LINKS.contains(w)).collect();
        if telling.is_empty() { all } else { telling }
    }

    /// Whether a name of a person may be another form of this one, and how well it fits. It does not matter which is fuller.
    pub(in crate::resolve) fn person(&self, other: &Self) -> Option<Fit> {
        let (mut full, mut short) = (self.telling(), other.telling());
        if joined(&full, &short) {
            return Some(Fit::Whole);
        }
        if short.len() > full.len() {
            std::mem::swap(&mut full, &mut short);
        }
        if short.is_empty() {
            return None;
        }
        // "Ben Lee" is not "Ann Lee", though "ben" links the parts of other names
        let ben = |name: &Self| name.words.len() > 1 && name.words[0] == "ben";
        let has = |name: &Self| name.words.iter().any(|w| w == "ben" || w == "benjamin" || w == "b");
        if self.words.len() > 1 && other.words.len() > 1 && (ben(self) && !has(other) || ben(other) && !has(self)) {
            return None;
        }
        let mut taken = vec![false; full.len()];
        let mut places = Vec::with_capacity(short.len());
        for word in &short {
            let at = (0..full.len()).find(|&at| !taken[at] && alike(full[at], word))?;
            taken[at] = true;
            places.push(at);
        }
        if short.len() == 1 {
            let at = places[0];
            // initials alone name nobody
            if short[0].chars().count() == 1 {
                return None;
            }
            let family_first = PersonalName::of(full[0]).is_some_and(|n| n.family_first) && full.len() > 1;
            let surname = at + 1 == full.len() || (at == 0 && family_first);
            return Some(if full.len() == 1 {
                Fit::Whole
            } else if surname {
                Fit::Surname
            } else {
                Fit::Part
            });
        }
        // given names must not be swapped for other people's: what is left over may be middle names, not a first name alone
        if short.len() == full.len() { Some(Fit::Whole) } else { Some(Fit::Most) }
    }

    /// Whether a name of a body may be another form of this one.
    pub(in crate::resolve) fn body(&self, other: &Self) -> Option<Fit> {
        if self == other || joined(&self.telling(), &other.telling()) {
            return Some(Fit::Whole);
        }
        let (full, short) = if self.len() >= other.len() { (self, other) } else { (other, self) };
        if short.len() == 1 && full.len() > 1 && full.abbreviates(&short.words[0]) {
            return Some(Fit::Whole);
        }
        // "the Commission" of "the Electoral Commission" is a description; a name keeps a telling word
        let telling = short.words.iter().any(|w| !super::lists::is(w, super::lists::Class::Institution));
        let within = short.len() < full.len()
            && !short.words.is_empty()
            && full.words.windows(short.len()).any(|w| w == short.words);
        (telling && within).then_some(if full.words.ends_with(&short.words) || full.words.starts_with(&short.words) {
            Fit::Surname
        } else {
            Fit::Part
        })
    }

    /// Whether the letters are the first ones of this name's words, with or without its small words.
    pub(in crate::resolve) fn abbreviates(&self, letters: &str) -> bool {
        let count = letters.chars().count();
        if !(2..=8).contains(&count) || self.len() < 2 {
            return false;
        }
        let small = ["of", "the", "and", "for", "in", "on", "to", "de", "la", "del", "s", "y", "e", "du", "des"];
        let first = |w: &&String| w.chars().next();
        let all: String = self.words.iter().filter_map(|w| first(&w)).collect();
        let large: String =
            self.words.iter().filter(|w| !small.contains(&w.as_str())).filter_map(|w| first(&w)).collect();
        all == letters || large == letters
    }
}

/// Whether two names are the same letters, cut otherwise ("Chol-su", "Chol Su") or spelt a little otherwise.
fn joined(a: &[&str], b: &[&str]) -> bool {
    if a.len() < 2 && b.len() < 2 && a.len() == b.len() {
        return a == b || (a.len() == 1 && alike(a[0], b[0]));
    }
    if a.len().abs_diff(b.len()) > 2 || a.is_empty() || b.is_empty() {
        return false;
    }
    let (x, y): (String, String) = (a.concat(), b.concat());
    if x == y {
        return true;
    }
    // each word alike, in order
    a.len() == b.len() && a.iter().zip(b).all(|(x, y)| alike(x, y)) || a.len() != b.len() && near(&x, &y, 1)
}

/// Whether two words of names are one word, spelt otherwise, or one is the initial of the other.
pub(super) fn alike(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (x, y) = (a.chars().count(), b.chars().count());
    if x == 1 || y == 1 {
        return a.chars().next() == b.chars().next();
    }
    let shorter = x.min(y);
    let sound = sounds(a) == sounds(b);
    match shorter {
        0..=2 => false,
        3..=4 => sound,
        5..=8 => sound || (a.chars().next() == b.chars().next() && near(a, b, 1) && vowels_apart(a, b)),
        _ => near(a, b, 2) && a.chars().next() == b.chars().next() || sound,
    }
}

/// Whether two words differ by a vowel, a doubled letter, or one letter within a longer word; not by their ends, which tell
/// women from men ("Ivanov", "Ivanova").
fn vowels_apart(a: &str, b: &str) -> bool {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    !long.starts_with(short)
}

/// A key of what spellings of other alphabets leave alike: doubled letters, "kh" and "h", "y" and "i", "ou" and "u".
fn sounds(word: &str) -> String {
    let mut key = String::with_capacity(word.len());
    let letters: Vec<char> = word.chars().collect();
    let mut at = 0;
    while at < letters.len() {
        let next = letters.get(at + 1).copied();
        let (letter, step) = match (letters[at], next) {
            ('k', Some('h')) | ('c', Some('h')) if at == 0 && letters[at] == 'k' => ('h', 2),
            ('o', Some('u')) => ('u', 2),
            ('o', Some('o')) => ('u', 2),
            ('e', Some('e')) => ('i', 2),
            ('p', Some('h')) => ('f', 2),
            ('t', Some('h')) => ('t', 2),
            ('d', Some('h')) => ('d', 2),
            ('s', Some('c')) if letters.get(at + 2) == Some(&'h') => ('s', 3),
            ('y', _) => ('i', 1),
            ('w', _) => ('v', 1),
            ('q', _) => ('k', 1),
            ('j', Some('i')) => ('j', 1),
            (other, _) => (other, 1),
        };
        if !key.ends_with(letter) {
            key.push(letter);
        }
        at += step;
    }
    key
}

/// Whether at most `most` letters must be changed.
fn near(a: &str, b: &str, most: usize) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most || a.len() > 64 || b.len() > 64 {
        return false;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let cost = (before + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            before = std::mem::replace(&mut row[j + 1], cost);
        }
    }
    row[b.len()] <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(a: &str, b: &str) -> Option<Fit> {
        Spelling::of(a).person(&Spelling::of(b))
    }

    #[test]
    fn short_forms_orders_and_spellings_of_a_name_are_one() {
        assert_eq!(fit("Marta Oyelaran", "Oyelaran"), Some(Fit::Surname));
        assert_eq!(fit("Nguyen Van Binh", "Binh"), Some(Fit::Surname));
        assert_eq!(fit("Park Min-ho", "Park Min Ho"), Some(Fit::Whole));
        assert_eq!(fit("Min-ho Park", "Park Min-ho"), Some(Fit::Whole));
        assert_eq!(fit("J. K. Adeyemi", "John Adeyemi"), Some(Fit::Most));
        assert_eq!(fit("Jose Muñóz", "José Munoz"), Some(Fit::Whole));
        assert_eq!(fit("Abdul Rahman al-Yussuf", "Yousuf"), Some(Fit::Surname));
    }

    #[test]
    fn people_of_one_surname_are_two() {
        assert_eq!(fit("Marta Oyelaran", "Victor Oyelaran"), None);
        assert_eq!(fit("Ivan Petrov", "Anna Petrova"), None);
        assert_eq!(fit("Kim Min-ho", "Kim Sung-su"), None);
        assert_eq!(fit("Ann Oyelaran", "Ben Oyelaran"), None);
        assert_eq!(fit("Omar Ben Salah", "Ben Salah"), Some(Fit::Surname));
    }

    #[test]
    fn letters_stand_for_the_names_that_they_begin() {
        let full = Spelling::of("Front for the Liberation of the Hills");
        assert_eq!(full.body(&Spelling::of("FLH")), Some(Fit::Whole));
        assert_eq!(full.body(&Spelling::of("FLT")), None);
        assert_eq!(Spelling::of("Electoral Commission").body(&Spelling::of("Commission")), None);
    }

    proptest::proptest! {
        #[test]
        fn fitting_is_the_same_both_ways(a in "\\PC{0,24}", b in "\\PC{0,24}") {
            let (a, b) = (Spelling::of(&a), Spelling::of(&b));
            proptest::prop_assert_eq!(a.person(&b).is_some(), b.person(&a).is_some());
            proptest::prop_assert_eq!(a.body(&b).is_some(), b.body(&a).is_some());
        }
    }
}
