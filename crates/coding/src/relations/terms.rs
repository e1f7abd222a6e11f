//! Territories, kinds of sanctions, ranks and sums of trade, charges.

use std::ops::Range;
use std::sync::LazyLock;

use attache_language::Upos;
use rustc_hash::FxHashSet;

use super::Scene;
use super::slots::Slot;
use super::values::modifiers;
use crate::numbers::numbers;

/// Words for land and sea.
static LANDS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../data/lands.tsv").lines().filter(|line| !line.starts_with('#')).map(str::trim).collect()
});

/// Words for a part of something.
static PARTS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../data/parts.tsv").lines().filter(|line| !line.starts_with('#')).map(str::trim).collect()
});

/// The territory that is claimed.
pub(super) fn over(scene: &Scene<'_>, head: usize, slots: &[Slot]) -> Option<String> {
    let tree = scene.tree;
    let object = slots.iter().find(|slot| slot.name == "obj" && !slot.carried).map(|slot| slot.word);
    let verb = tree.upos(head) == Upos::Verb && object.is_some();
    let over = slots.iter().find(|slot| matches!(slot.name.as_str(), "over" | "on" | "to" | "in" | "of" | "about"));
    let word = match object.filter(|_| verb) {
        Some(object)
            if matches!(scene.lemma(object), "sovereignty" | "ownership" | "right" | "jurisdiction")
                || PARTS.contains(scene.lemma(object)) && !is_land(scene, object) =>
        {
            let inner = tree
                .kids(object)
                .iter()
                .copied()
                .find(|&kid| tree.kind(kid) == "nmod" && matches!(tree.case(kid).as_str(), "over" | "to" | "of"));
            inner.or_else(|| over.map(|slot| slot.word))?
        }
        // "the visit to the islands, which A has claimed": the clause is of the nearest land before it
        Some(object) if !is_land(scene, object) && tree.relation(head) == "acl:relcl" => {
            let between = object + 1..head;
            between.rev().find(|&at| tree.is_noun(at) && is_land(scene, at))?
        }
        Some(object) => object,
        None => match over {
            Some(slot) => slot.word,
            None => slots.iter().find(|slot| matches!(slot.name.as_str(), "place"))?.word,
        },
    };
    is_land(scene, word).then(|| {
        let mut phrase = tree.phrase(word);
        // "the Amber Coast of Halden": whose it is, is a side
        let whose = tree.kids(word).iter().copied().find(|&kid| {
            tree.kind(kid) == "nmod"
                && tree.case(kid) == "of"
                && tree.upos(word) == Upos::Propn
                && tree.upos(kid) == Upos::Propn
        });
        if let Some(of) = whose.and_then(|whose| (word + 1..=whose).find(|&at| tree.form(at) == "of")) {
            phrase.end = phrase.end.min(of);
        }
        while phrase.start < word && matches!(tree.upos(phrase.start), Upos::Adp | Upos::Det | Upos::Part) {
            phrase.start += 1;
        }
        tree.text(&phrase)
    })
}

/// Whether a phrase names land or sea.
pub(super) fn is_land(scene: &Scene<'_>, word: usize) -> bool {
    let tree = scene.tree;
    let named = tree.entity(word).is_some_and(|entity| entity.kind.is_place())
        || tree.upos(word) == Upos::Propn
            && tree.article.resolution.places.iter().any(|place| place.words.contains(&word));
    named || LANDS.contains(scene.lemma(word))
}

/// The short kind of sanctions.
pub(super) fn short(scene: &Scene<'_>, head: usize) -> String {
    let words: Vec<&str> = modifiers(scene, head).into_iter().map(|at| scene.lemma(at)).collect();
    let tree = scene.tree;
    let on: Vec<&str> =
        tree.kids(head).iter().filter(|kid| tree.kind(**kid) == "nmod").map(|kid| scene.lemma(*kid)).collect();
    let has = |word: &str| words.contains(&word) || on.contains(&word);
    let kind = match scene.lemma(head) {
        "embargo" if has("arm") || has("arms") || has("weapon") => "arms embargo",
        "embargo" if has("oil") => "oil embargo",
        "embargo" if has("trade") => "trade embargo",
        "embargo" => "embargo",
        "freeze" => "asset freeze",
        "tariff" | "duty" => "tariffs",
        "blacklist" => "blacklist",
        "ban" if has("travel") || has("entry") => "travel ban",
        "ban" if has("visa") => "visa ban",
        "ban" if has("import") => "import ban",
        "ban" if has("export") => "export ban",
        "ban" if has("oil") => "oil ban",
        "ban" => "trade ban",
        "control" | "curb" | "restriction" if has("export") || has("technology") => "export controls",
        "control" | "curb" | "restriction" if has("visa") || has("travel") => "visa restrictions",
        "control" | "curb" | "restriction" if has("import") => "import restrictions",
        "control" | "curb" | "restriction" => "trade restrictions",
        _ => "sanctions",
    };
    kind.to_owned()
}

/// The words of a rank, up to the noun: "second-largest trading partner".
pub(super) fn rank(scene: &Scene<'_>, head: usize) -> Option<Range<usize>> {
    let tree = scene.tree;
    let ranks = |at: usize| {
        let lemma = scene.lemma(at);
        let form = tree.form(at).to_lowercase();
        form.ends_with("largest")
            || form.ends_with("biggest")
            || matches!(
                form.as_str(),
                "top"
                    | "leading"
                    | "main"
                    | "chief"
                    | "largest"
                    | "biggest"
                    | "primary"
                    | "principal"
                    | "foremost"
                    | "no"
            )
            || matches!(
                lemma,
                "second" | "third" | "fourth" | "fifth" | "sixth" | "seventh" | "eighth" | "ninth" | "tenth"
            )
            || lemma == "number" && at + 1 < head
            || form == "important" && at > 0 && tree.form(at - 1).eq_ignore_ascii_case("most")
    };
    let before = modifiers(scene, head);
    let first = before.into_iter().find(|&at| ranks(at))?;
    let first = if tree.form(first).eq_ignore_ascii_case("important") { first - 1 } else { first };
    let digit = first.checked_sub(1).filter(|&at| at + 1 == first && tree.form(first) == "-");
    Some(digit.unwrap_or(first)..head + 1)
}

/// The worth of the trade that a sentence tells.
pub(super) fn volume(scene: &Scene<'_>, head: usize) -> Option<String> {
    let tree = scene.tree;
    let words = tree.article.annotation.sentences.get(tree.sentence(head))?.words.clone();
    let money = numbers(tree, &words).into_iter().filter(|number| number.money.is_some());
    let near = money.min_by_key(|number| number.words.start.abs_diff(head))?;
    let symbol = near.words.start.checked_sub(1).filter(|&at| tree.form(at).ends_with(['$', '€', '£', '¥']));
    let mut end = near.words.end;
    if symbol.is_none() {
        end += 1;
    }
    let from = symbol.unwrap_or(near.words.start);
    Some(tree.text(&(from..end)))
}

/// The sentence that somebody serves.
pub(super) fn term(scene: &Scene<'_>, head: usize) -> Option<String> {
    let tree = scene.tree;
    let object = tree.kid(head, "obj")?;
    matches!(scene.lemma(object), "sentence" | "year" | "month" | "life" | "term")
        .then(|| tree.text(&tree.phrase(object)))
        .map(|text| text.split(" in ").next().unwrap_or_default().to_owned())
}

/// What somebody regards as its own.
pub(super) fn own(scene: &Scene<'_>, head: usize, slots: &[Slot]) -> Option<String> {
    let tree = scene.tree;
    let role = slots.iter().find(|slot| slot.name == "as").map(|slot| slot.word);
    let role = role.or_else(|| tree.kid(head, "xcomp"))?;
    let words = modifiers(scene, role).into_iter().chain([role]).chain(tree.kids(role).iter().copied());
    let its = words.into_iter().any(|at| matches!(scene.lemma(at), "own" | "its" | "soil" | "territory"));
    let land = its && matches!(scene.lemma(role), "own" | "territory" | "soil" | "part" | "province" | "land");
    let object = slots.iter().find(|slot| slot.name == "obj").map(|slot| slot.word).filter(|_| land)?;
    Some(tree.text(&tree.phrase(object))).filter(|_| is_land(scene, object) || tree.upos(object) == Upos::Propn)
}

/// The charge or sentence of somebody held.
pub(super) fn charge(scene: &Scene<'_>, head: usize, slots: &[Slot]) -> Option<String> {
    let tree = scene.tree;
    if scene.lemma(head) == "sentence" {
        let term = tree
            .kids(head)
            .iter()
            .copied()
            .find(|&kid| matches!(scene.lemma(kid), "year" | "month" | "life" | "death"));
        if let Some(term) = term {
            let words = long(scene, term, 6);
            let from = term.checked_sub(1).filter(|&at| tree.upos(at) == Upos::Num).unwrap_or(words.start);
            return Some(tree.text(&(from.min(words.start)..words.end)));
        }
    }
    let on = slots.iter().find(|slot| {
        matches!(slot.name.as_str(), "on" | "for" | "over")
            && matches!(scene.lemma(slot.word), "charge" | "suspicion" | "allegation" | "accusation")
    });
    if let Some(on) = on {
        let phrase = long(scene, on.word, 8);
        let text = tree.text(&phrase);
        let text = text.strip_prefix("charges of ").or_else(|| text.strip_prefix("suspicion of ")).unwrap_or(&text);
        return Some(text.strip_suffix(" charges").unwrap_or(text).to_owned());
    }
    let charged = tree.article.annotation.sentences.get(tree.sentence(head)).and_then(|sentence| {
        let near = head + 1..sentence.words.end.min(head + 16);
        near.into_iter().find(|&at| matches!(tree.form(at), "charged" | "accused" | "convicted" | "suspected"))
    });
    if let Some(charged) = charged {
        let of = tree
            .arguments(charged)
            .into_iter()
            .find(|argument| matches!(argument.case.as_str(), "with" | "of" | "for"));
        if let Some(of) = of {
            return Some(tree.text(&long(scene, of.word, 6)));
        }
    }
    let clause = tree.kids(head).iter().copied().find(|&kid| tree.kind(kid) == "advcl" && tree.mark(kid) == "for");
    let term = |word: usize| matches!(scene.lemma(word), "year" | "month" | "life" | "decade");
    let fors = tree.kids(head).iter().copied().filter(|&kid| tree.kind(kid) == "obl" && tree.case(kid) == "for");
    let other = slots.iter().find(|slot| slot.name == "for" && !tree.is_time(slot.word)).map(|slot| slot.word);
    let other = other.or_else(|| {
        fors.into_iter().find(|&word| term(word) && matches!(scene.lemma(head), "jail" | "imprison" | "sentence"))
    });
    clause.or(other).map(|word| tree.text(&long(scene, word, 8)))
}

/// A word with what follows it in its phrase, at most so many words.
pub(super) fn long(scene: &Scene<'_>, word: usize, most: usize) -> Range<usize> {
    let tree = scene.tree;
    let mut range = tree.phrase(word);
    range.start = range.start.max(word.saturating_sub(4));
    let below = tree.below(word, |kid| !matches!(tree.kind(kid), "appos" | "parataxis" | "advcl" | "punct"));
    let from = range.end;
    for at in below.into_iter().filter(|&at| at >= from) {
        if at > range.end || at - word > most {
            break;
        }
        range.end = at + 1;
    }
    range
}
