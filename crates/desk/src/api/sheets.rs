//! Lists as CSV: a sheet for each, with the headings that the commands print.

use attache_archive::record::{
    ActorSummary, Event, Hit, Ledger, Party, Relation, Ruling, Speaker, Statement, Story, TimelinePeriod,
};
use attache_archive::{OutletShare, Told, words};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::pages::rulings;
use crate::refusal::Refusal;

/// A list as a file: its name, its headings, and how a thing of it becomes a row.
pub struct Sheet<T> {
    file: &'static str,
    headings: &'static [&'static str],
    row: fn(&T) -> Vec<String>,
}

impl<T> Sheet<T> {
    /// The list to keep.
    pub fn response(&self, rows: &[T]) -> Response {
        match self.csv(rows, true) {
            Ok(body) => (self.head(), body).into_response(),
            Err(error) => {
                let refusal = Refusal::Broken(error.to_string());
                (refusal.status(), refusal.to_string()).into_response()
            }
        }
    }

    /// What is said of the file before it comes.
    pub fn head(&self) -> [(HeaderName, String); 2] {
        let disposition = format!("attachment; filename=\"{}\"", self.file);
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, disposition)]
    }

    /// Some rows, under their headings where they are the first.
    ///
    /// # Errors
    /// When a row cannot be written.
    pub fn csv(&self, rows: &[T], are_first: bool) -> Result<Vec<u8>, csv::Error> {
        let mut out = csv::Writer::from_writer(Vec::new());
        if are_first {
            out.write_record(self.headings)?;
        }
        for row in rows {
            out.write_record((self.row)(row).iter().map(|cell| safe_cell(cell)))?;
        }
        out.into_inner().map_err(|error| csv::Error::from(error.into_error()))
    }
}

/// A cell that is no formula to a spreadsheet: before one that begins like a formula stands an apostrophe (OWASP,
/// "CSV injection"), unless it is a number.
fn safe_cell(cell: &str) -> String {
    let cell = words::harmless(cell);
    let is_formula = cell.starts_with(['=', '+', '-', '@']) && cell.parse::<f64>().is_err();
    if is_formula { format!("'{cell}") } else { cell }
}

/// A story of a list.
pub struct Line(pub Told);

impl Serialize for Line {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.id.serialize(serializer)
    }
}

/// Stories, a line each.
pub const STORIES: Sheet<Line> = Sheet {
    file: "stories.csv",
    headings: &["story", "start", "end", "articles", "independent_origins", "title"],
    row: |Line(told)| {
        let (articles, sources) = (told.articles.len().to_string(), told.origins().independent.to_string());
        vec![told.id.clone(), text(&told.start), text(&told.end), articles, sources, told.title.clone()]
    },
};

/// Stories as they are printed.
pub const TOLD: Sheet<Story> = Sheet {
    file: "stories.csv",
    headings: &["story", "start", "end", "articles", "title"],
    row: |told| {
        let articles = told.articles.len().to_string();
        vec![told.id.clone(), text(&told.start), text(&told.end), articles, told.title.clone()]
    },
};

/// Events.
pub const EVENTS: Sheet<Event> = Sheet {
    file: "events.csv",
    headings: &[
        "event",
        "date",
        "enddate",
        "type",
        "mode",
        "cameo",
        "quad",
        "scale",
        "actor",
        "actor_code",
        "recipient",
        "recipient_code",
        "place",
        "country",
        "lat",
        "lon",
        "modality",
        "reports",
        "independent_sources",
        "confidence",
    ],
    row: event,
};

/// Who says what.
pub const STATEMENTS: Sheet<Statement> = Sheet {
    file: "statements.csv",
    headings: &[
        "date",
        "speaker",
        "code",
        "office",
        "kind",
        "verbatim",
        "text",
        "venue",
        "addressee",
        "through",
        "article",
    ],
    row: statement,
};

/// What stands between whom.
pub const RELATIONS: Sheet<Relation> = Sheet {
    file: "relations.csv",
    headings: &["subject", "kind", "object", "value", "since", "until", "status", "mentions", "as_of"],
    row: relation,
};

/// What stood on a day: the day, how it stood, and the relation.
pub const LEDGER: Sheet<(String, &'static str, Relation)> = Sheet {
    file: "ledger.csv",
    headings: &["on", "state", "subject", "kind", "object", "value", "since", "until", "status", "mentions", "as_of"],
    row: |(on, state, told)| [vec![on.clone(), (*state).to_owned()], relation(told)].concat(),
};

/// The lines of a ledger.
pub fn lines(ledger: &Ledger) -> Vec<(String, &'static str, Relation)> {
    let parts = [
        ("stands", &ledger.standing),
        ("pending", &ledger.pending),
        ("superseded", &ledger.superseded),
        ("ended", &ledger.ended),
    ];
    parts.iter().flat_map(|(state, all)| all.iter().map(|told| (ledger.on.clone(), *state, told.clone()))).collect()
}

/// Periods of a timeline.
pub const PERIODS: Sheet<TimelinePeriod> = Sheet {
    file: "timeline.csv",
    headings: &[
        "start",
        "end",
        "events",
        "score",
        "verbal_cooperation",
        "verbal_cooperation_score",
        "material_cooperation",
        "material_cooperation_score",
        "verbal_conflict",
        "verbal_conflict_score",
        "material_conflict",
        "material_conflict_score",
        "articles",
        "outlets",
    ],
    row: |period| {
        let mut row =
            vec![period.start.clone(), period.end.clone(), period.events.to_string(), period.score.to_string()];
        row.extend(period.quads.iter().flat_map(|quad| [quad.events.to_string(), quad.score.to_string()]));
        row.extend([period.articles.to_string(), period.outlets.to_string()]);
        row
    },
};

/// Articles that have some words.
pub const HITS: Sheet<Hit> = Sheet {
    file: "search.csv",
    headings: &["article", "outlet", "published", "language", "title", "story", "snippet"],
    row: hit,
};

/// Actors of a name.
pub const ACTORS: Sheet<ActorSummary> = Sheet {
    file: "actors.csv",
    headings: &["name", "code", "sectors", "kind", "office", "id", "articles", "mentions"],
    row: |actor| {
        vec![
            actor.name.clone(),
            text(&actor.code),
            actor.sectors.join("; "),
            actor.kind.clone(),
            text(&actor.office),
            text(&actor.id),
            actor.articles.to_string(),
            actor.mentions.to_string(),
        ]
    },
};

/// What each outlet brings.
pub const OUTLETS: Sheet<OutletShare> = Sheet {
    file: "outlets.csv",
    headings: &["outlet", "articles", "original", "reprinted", "wire", "rewritten", "first", "last"],
    row: |share| {
        let counts =
            [share.articles, share.original, share.reprinted, share.wire, share.rewritten].map(|n| n.to_string());
        [text(&share.outlet)].into_iter().chain(counts).chain([text(&share.first), text(&share.last)]).collect()
    },
};

/// Rulings.
pub const RULINGS: Sheet<Ruling> = Sheet {
    file: "rulings.csv",
    headings: &["number", "made", "revoked", "ruling", "sentences", "events"],
    row: |ruling| {
        let (what, sentences) = rulings::in_words(&ruling.ruled);
        let (number, revoked) = (ruling.number.to_string(), text(&ruling.revoked));
        vec![number, ruling.made.clone(), revoked, what, sentences.join(" | "), ruling.events.join("; ")]
    },
};

fn text(field: &Option<String>) -> String {
    field.clone().unwrap_or_default()
}

fn event(event: &Event) -> Vec<String> {
    let names = |parties: &[Party]| parties.iter().map(|party| party.name.clone()).collect::<Vec<_>>().join("; ");
    let codes =
        |parties: &[Party]| parties.iter().filter_map(|party| party.code.clone()).collect::<Vec<_>>().join("; ");
    let place = event.place.as_ref();
    vec![
        event.id.clone(),
        text(&event.date),
        text(&event.enddate),
        event.plover_event.clone(),
        event.mode.join("; "),
        event.cameo.clone(),
        event.quad_code.to_string(),
        event.event_scale.to_string(),
        names(&event.actor),
        codes(&event.actor),
        names(&event.recipient),
        codes(&event.recipient),
        place.map(|place| place.name.clone()).unwrap_or_default(),
        place.and_then(|place| place.country.clone()).unwrap_or_default(),
        place.map(|place| place.lat.to_string()).unwrap_or_default(),
        place.map(|place| place.lon.to_string()).unwrap_or_default(),
        event.modality.clone(),
        event.mentions.len().to_string(),
        event.independent_sources.to_string(),
        event.confidence.to_string(),
    ]
}

fn statement(said: &Statement) -> Vec<String> {
    let of =
        |field: fn(&Speaker) -> &Option<String>| said.speaker.as_ref().map(|who| text(field(who))).unwrap_or_default();
    vec![
        text(&said.date),
        of(|speaker| &speaker.name),
        of(|speaker| &speaker.code),
        of(|speaker| &speaker.office),
        said.kind.clone(),
        said.verbatim.to_string(),
        said.text.clone(),
        said.venue.as_ref().map(|venue| venue.name.clone()).unwrap_or_default(),
        said.addressee.as_ref().map(|other| text(&other.name)).unwrap_or_default(),
        said.chain.iter().map(|cited| cited.name.as_str()).collect::<Vec<_>>().join(", "),
        said.article.clone(),
    ]
}

fn relation(told: &Relation) -> Vec<String> {
    let side = |party: &Option<Party>| party.as_ref().map(|party| party.name.clone()).unwrap_or_default();
    vec![
        side(&told.subject),
        told.kind.clone(),
        side(&told.object),
        text(&told.value),
        text(&told.since),
        text(&told.until),
        told.status.clone(),
        told.mentions.len().to_string(),
        text(&told.as_of),
    ]
}

fn hit(hit: &Hit) -> Vec<String> {
    let fields = [&hit.outlet, &hit.published, &hit.language, &hit.title, &hit.story]
        .map(|field| field.clone().unwrap_or_default());
    [hit.id.clone()].into_iter().chain(fields).chain([hit.snippet.clone()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_numbers_stay_numbers() {
        assert_eq!(safe_cell("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(safe_cell("@cmd"), "'@cmd");
        assert_eq!(safe_cell("-1.5"), "-1.5");
        assert_eq!(safe_cell("- 1"), "'- 1");
    }
}
