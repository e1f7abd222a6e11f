//! `attache task annotate` and `attache task relate`: lines to annotations and relations, and these to what is printed.

use attache_archive::record::{Annotated, BadLine, Named, Related, Said, Token};
use attache_language::{Annotation, Annotator, Input, Keep, Pair};
use attache_press::read::{GivenId, JsonLine, Places};
use attache_press::{Body, CharSpan};
use rayon::prelude::*;

use super::task::{Refused, article_of};
use crate::cli::{Common, ModelArgs};

/// The annotator that the arguments name.
pub fn annotator(args: &ModelArgs, common: &Common) -> anyhow::Result<Annotator> {
    let annotator = match &args.model {
        Some(folder) => Annotator::load(folder)?,
        None => Annotator::embedded()?,
    };
    Ok(match common.jobs {
        Some(jobs) => annotator.with_jobs(usize::from(jobs)),
        None => annotator,
    })
}

/// Answers `task annotate`.
pub fn annotated(
    lines: Vec<JsonLine>,
    annotator: &Annotator,
    with_tokens: bool,
) -> anyhow::Result<Vec<Result<Annotated, Refused>>> {
    let texts = lines.into_iter().map(text_of).collect();
    answered(texts, annotator, Keep::Answers, |text, annotation| Ok(printed(text, annotation, with_tokens)))
}

/// Answers `task relate`.
pub fn related(lines: Vec<JsonLine>, annotator: &Annotator) -> anyhow::Result<Vec<Result<Related, Refused>>> {
    let near = lines.into_iter().map(|line| text_of(line).and_then(near_parties));
    answered(near.collect(), annotator, Keep::States, |text, annotation| {
        let words = |span: Option<CharSpan>| span.map(|span| annotation.words_in(span));
        let pair = Pair { actor: words(text.places.actor), recipient: words(text.places.recipient), trigger: None };
        if annotation.words.is_empty() {
            return Err("the text has no words".to_owned());
        }
        if [&pair.actor, &pair.recipient].into_iter().flatten().any(|words| words.is_empty()) {
            return Err("the span of the actor or the recipient holds no word".to_owned());
        }
        let relation = annotator.relate(annotation, &[pair]).map_err(|error| error.to_string())?.remove(0);
        let rounded = |p: f32| (f64::from(p) * 1000.0).round() / 1000.0;
        Ok(Related {
            id: text.id.clone(),
            event: relation.event.to_owned(),
            quad: relation.quad,
            scores: relation.scores.iter().map(|(event, p)| ((*event).to_owned(), rounded(*p))).collect(),
        })
    })
}

/// Characters of the text that are looked at before the first party and after it.
const NEAR: usize = 4000;

/// The text near the parties alone: their sentence is all that is asked about, and a text's states take much memory.
fn near_parties(text: Text) -> Result<Text, Refused> {
    let chars = text.text.chars().count();
    let parties = || text.places.actor.iter().chain(&text.places.recipient);
    let first = parties().map(|party| party.start).min().unwrap_or(0);
    let (start, end) = (first.saturating_sub(NEAR), first.saturating_add(NEAR).min(chars));
    if parties().any(|party| party.end > end) {
        let error = format!("the actor and the recipient are not within {NEAR} characters of each other");
        return Err(Refused::Bad(BadLine { id: text.id, error }));
    }
    if start == 0 && end == chars {
        return Ok(text);
    }
    let byte = |char: usize| text.text.char_indices().nth(char).map_or(text.text.len(), |(byte, _)| byte);
    let (from, to) = (byte(start), byte(end));
    // from the beginning of a line, if one begins before the party
    let line = text.text[from..byte(first)].rfind('\n').map_or(0, |at| at + 1);
    let start = start + text.text[from..from + line].chars().count();
    let within = |span: &CharSpan| span.start >= start && span.end <= end;
    let shifted = |span: CharSpan| CharSpan { start: span.start - start, end: span.end - start };
    let all = |spans: Option<Vec<CharSpan>>| spans.map(|s| s.into_iter().filter(within).map(shifted).collect());
    Ok(Text {
        text: text.text[from + line..to].to_owned(),
        places: Places {
            tokens: all(text.places.tokens),
            sentences: all(text.places.sentences),
            actor: text.places.actor.filter(within).map(shifted),
            recipient: text.places.recipient.filter(within).map(shifted),
        },
        id: text.id,
    })
}

/// A line's text and what it says of it.
struct Text {
    id: GivenId,
    text: String,
    places: Places,
}

fn answered<T: Send>(
    texts: Vec<Result<Text, Refused>>,
    annotator: &Annotator,
    keep: Keep,
    answer: impl Fn(&Text, &Annotation) -> Result<T, String> + Sync,
) -> anyhow::Result<Vec<Result<T, Refused>>> {
    let inputs: Vec<Input> = texts.iter().flatten().map(input_of).collect();
    let mut annotations = annotator.annotate_keeping(&inputs, keep)?.into_iter();
    let both = texts.into_iter().map(|text| text.map(|text| (text, annotations.next().unwrap_or_default())));
    let both: Vec<Result<(Text, Annotation), Refused>> = both.collect();
    let answers = both.into_par_iter().map(|both| {
        let (text, annotation) = both?;
        answer(&text, &annotation).map_err(|error| Refused::Bad(BadLine { id: text.id, error }))
    });
    Ok(answers.collect())
}

fn input_of(text: &Text) -> Input<'_> {
    Input { text: &text.text, words: text.places.tokens.as_deref(), sentences: text.places.sentences.as_deref() }
}

fn text_of(mut line: JsonLine) -> Result<Text, Refused> {
    let places = std::mem::replace(&mut line.places, Ok(Places::default()));
    let (id, clipping) = article_of(line)?;
    let bad = |error| Refused::Bad(BadLine { id: id.clone(), error });
    let Body::Text(text) = clipping.body else {
        let error = "this stage reads text, not html; run the lines through `attache task clean` first".to_owned();
        return Err(bad(error));
    };
    let places = places.map_err(bad)?;
    places.check(text.chars().count()).map_err(bad)?;
    Ok(Text { id, text, places })
}

fn printed(text: &Text, annotation: &Annotation, with_tokens: bool) -> Annotated {
    let spans = |words: &std::ops::Range<usize>| (words.start < words.end).then(|| annotation.span(words));
    let entities = annotation.entities.iter().map(|entity| Named { span: entity.span, kind: entity.kind.to_string() });
    let statements = annotation.statements.iter().map(|statement| Said {
        source: spans(&statement.source).into_iter().collect(),
        cue: spans(&statement.cue).into_iter().collect(),
        content: statement.content.iter().filter_map(spans).collect(),
        kind: statement.kind.to_string(),
    });
    let tokens = annotation.words.iter().map(|word| Token {
        span: word.span,
        lemma: word.lemma(&text.text).into_owned(),
        upos: word.upos.to_string(),
        xpos: word.xpos.to_owned(),
        head: word.head,
        deprel: word.deprel.to_owned(),
    });
    Annotated {
        id: text.id.clone(),
        sentences: annotation.sentences.iter().map(|sentence| sentence.span).collect(),
        entities: entities.collect(),
        times: [],
        places: [],
        statements: statements.collect(),
        events: [],
        relations: [],
        tokens: with_tokens.then(|| tokens.collect()),
    }
}
