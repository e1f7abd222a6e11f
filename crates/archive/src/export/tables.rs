//! All tables of what was told, in a folder.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::table::{Table, TableWriter};
use super::{ExportError, Stamp};
use crate::record::{self, Event, Mention, Relation, Statement};
use crate::told::Told;

/// Writes the six tables, story by story. Until [`Tables::finish`] they bear other names: what stands under the name of a table is
/// always whole.
pub struct Tables {
    folder: PathBuf,
    articles: TableWriter<File>,
    stories: TableWriter<File>,
    events: TableWriter<File>,
    mentions: TableWriter<File>,
    statements: TableWriter<File>,
    relations: TableWriter<File>,
}

/// An event of the table: without its mentions, which have a table of their own.
#[derive(Serialize)]
pub(super) struct EventRow<'a> {
    story: Option<&'a str>,
    reports: usize,
    #[serde(flatten)]
    event: &'a Event,
}

impl<'a> EventRow<'a> {
    pub(super) fn new(story: Option<&'a str>, event: &'a Event) -> Self {
        Self { story, reports: event.articles().len(), event }
    }
}

#[derive(Serialize)]
struct ArticleRow<'a> {
    story: &'a str,
    #[serde(flatten)]
    told: &'a record::Article,
    url: Option<&'a str>,
    title: Option<&'a str>,
    byline: Option<&'a str>,
    dateline: Option<&'a str>,
    credits: &'a [String],
    text: &'a str,
}

#[derive(Serialize)]
struct StoryRow<'a> {
    id: &'a str,
    title: &'a str,
    start: Option<&'a str>,
    end: Option<&'a str>,
    articles: Vec<&'a str>,
    events: Vec<&'a str>,
}

#[derive(Serialize)]
struct MentionRow<'a> {
    event: &'a str,
    story: &'a str,
    #[serde(flatten)]
    mention: &'a Mention,
}

#[derive(Serialize)]
struct StatementRow<'a> {
    story: &'a str,
    #[serde(flatten)]
    statement: &'a Statement,
}

#[derive(Serialize)]
struct RelationRow<'a> {
    story: &'a str,
    #[serde(flatten)]
    relation: &'a Relation,
}

impl Tables {
    /// Begins the tables in a folder, which is made if there is none.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn create(folder: &Path, stamp: &Stamp) -> Result<Self, ExportError> {
        fs::create_dir_all(folder)?;
        let writer = |table: Table| TableWriter::new(table, File::create(partial(folder, table))?, stamp);
        Ok(Self {
            articles: writer(Table::Articles)?,
            stories: writer(Table::Stories)?,
            events: writer(Table::Events)?,
            mentions: writer(Table::Mentions)?,
            statements: writer(Table::Statements)?,
            relations: writer(Table::Relations)?,
            folder: folder.to_owned(),
        })
    }

    /// Adds a story; `told` is what `story` was made of.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&mut self, story: &record::Story, told: &Told) -> Result<(), ExportError> {
        let id = story.id.as_str();
        self.stories.add(&StoryRow {
            id,
            title: &story.title,
            start: story.start.as_deref(),
            end: story.end.as_deref(),
            articles: story.articles.iter().map(|article| article.id.as_str()).collect(),
            events: story.events.iter().map(|event| event.id.as_str()).collect(),
        })?;
        for (article, member) in story.articles.iter().zip(&told.articles) {
            let found = &member.article;
            self.articles.add(&ArticleRow {
                story: id,
                told: article,
                url: found.url.as_deref(),
                title: found.title.as_deref(),
                byline: found.byline.as_deref(),
                dateline: found.dateline.as_deref(),
                credits: &found.credits,
                text: &found.text,
            })?;
        }
        for event in &story.events {
            self.events.add(&EventRow::new(Some(id), event))?;
            for mention in &event.mentions {
                self.mentions.add(&MentionRow { event: &event.id, story: id, mention })?;
            }
        }
        for statement in &story.statements {
            self.statements.add(&StatementRow { story: id, statement })?;
        }
        for relation in &story.relations {
            self.relations.add(&RelationRow { story: id, relation })?;
        }
        Ok(())
    }

    /// Ends the tables and gives them their names, in place of what bore them.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn finish(self) -> Result<(), ExportError> {
        let Self { folder, articles, stories, events, mentions, statements, relations } = self;
        for writer in [articles, stories, events, mentions, statements, relations] {
            writer.finish()?;
        }
        for table in Table::ALL {
            fs::rename(partial(&folder, table), folder.join(table.name()).with_extension("parquet"))?;
        }
        Ok(())
    }

    /// Takes away what an earlier run left half written.
    pub fn discard(folder: &Path) {
        for table in Table::ALL {
            // there may be none
            let _ = fs::remove_file(partial(folder, table));
        }
    }
}

fn partial(folder: &Path, table: Table) -> PathBuf {
    folder.join(format!(".{}.parquet.partial", table.name()))
}
