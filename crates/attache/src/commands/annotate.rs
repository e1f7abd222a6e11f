//! `attache task annotate` and `attache task relate`: lines to annotations and relations, and these to what is printed.

use attache_archive::record::{Annotated, BadLine, Named, Related, Said, Token};
use attache_language::{Annotation, Annotator, Input, Keep, Pair};
use attache_press::read::{GivenId, JsonLine, Places};
use attache_press::{Body, CharSpan};

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
    answered(lines, annotator, Keep::Answers, |text, annotation| Ok(printed(text, annotation, with_tokens)))
}

/// Answers `task relate`.
pub fn related(lines: Vec<JsonLine>, annotator: &Annotator) -> anyhow::Result<Vec<Result<Related, Refused>>> {
    answered(lines, annotator, Keep::States, |text, annotation| {
        let words = |span: Option<CharSpan>| span.map(|span| annotation.words_in(span));
        let pair = Pair { actor: words(text.places.actor), recipient: words(text.places.recipient), trigger: None };
        if annotation.words.is_empty() {
            return Err("the text has no words".to_owned());
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

/// A line's text and what it says of it.
struct Text {
    id: GivenId,
    text: String,
    places: Places,
}

fn answered<T>(
    lines: Vec<JsonLine>,
    annotator: &Annotator,
    keep: Keep,
    answer: impl Fn(&Text, &Annotation) -> Result<T, String>,
) -> anyhow::Result<Vec<Result<T, Refused>>> {
    let texts: Vec<Result<Text, Refused>> = lines.into_iter().map(text_of).collect();
    let inputs: Vec<Input> = texts.iter().flatten().map(input_of).collect();
    let mut annotations = annotator.annotate_keeping(&inputs, keep)?.into_iter();
    let answers = texts.into_iter().map(|text| {
        let text = text?;
        let annotation = annotations.next().unwrap_or_default();
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
