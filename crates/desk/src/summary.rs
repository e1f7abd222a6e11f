//! What takes a pass over all articles: counts, outlets, languages. Kept for a while, and made anew beside the pages
//! that show it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use attache_archive::record::FailedThen;
use attache_archive::{Archive, By, Counts, OutletShare, Press};

use crate::Desk;
use crate::refusal::Refusal;

/// What is true of the whole archive.
#[derive(Debug)]
pub struct Facts {
    /// How much it holds.
    pub counts: Counts,
    /// What each outlet brings, those of most articles first.
    pub outlets: Vec<OutletShare>,
    /// Articles by language.
    pub languages: Vec<(Option<String>, u32)>,
    /// Articles by who reported on them; none: nobody.
    pub marks: Vec<(Option<String>, u32)>,
    /// Articles and outlets by day, week and month.
    press: [Press; 3],
    /// Inputs that failed, the latest, and how many there are.
    pub failures: (Vec<FailedThen>, usize),
}

/// Failures that are told.
const FAILURES: usize = 40;

impl Facts {
    /// The press in periods of a length.
    pub fn press_by(&self, by: By) -> &Press {
        let [days, weeks, months] = &self.press;
        match by {
            By::Day => days,
            By::Week => weeks,
            By::Month => months,
        }
    }

    /// The last ISO day on which an article was published; where none is dated, a day after all.
    pub fn last_day(&self) -> String {
        self.press_by(By::Day).last().map_or_else(|| "9999-12-31".to_owned(), |day| day.to_string())
    }
}

/// The facts, as they were found last.
#[derive(Default)]
pub struct Summary {
    last: Mutex<Option<Found>>,
    looking: AtomicBool,
}

#[derive(Clone)]
struct Found {
    facts: Arc<Facts>,
    at: Instant,
    took: Duration,
}

/// Facts that were found quickly are found anew for each page that shows them.
const QUICK: Duration = Duration::from_millis(10);
/// Others are kept this many times as long as finding them took.
const KEPT: u32 = 40;

/// The facts of the archive: found now where that is quick or has not been done, else as they were a moment ago.
///
/// # Errors
/// When the archive cannot be read.
pub async fn facts(desk: &Arc<Desk>) -> Result<Arc<Facts>, Refusal> {
    let last = desk.summary.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
    match last {
        Some(found) if found.took > QUICK => {
            let is_old = found.at.elapsed() > found.took * KEPT;
            if is_old && !desk.summary.looking.swap(true, Ordering::SeqCst) {
                let desk = Arc::clone(desk);
                tokio::spawn(async move {
                    let _ = find(&desk).await;
                    desk.summary.looking.store(false, Ordering::SeqCst);
                });
            }
            Ok(found.facts)
        }
        _ => find(desk).await,
    }
}

async fn find(desk: &Arc<Desk>) -> Result<Arc<Facts>, Refusal> {
    let began = Instant::now();
    let facts = Arc::new(desk.readers.ask(look).await?);
    let found = Found { facts: Arc::clone(&facts), at: Instant::now(), took: began.elapsed() };
    *desk.summary.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
    Ok(facts)
}

fn look(archive: &Archive) -> Result<Facts, Refusal> {
    Ok(Facts {
        counts: archive.counts()?,
        outlets: archive.outlet_shares()?,
        languages: archive.languages()?,
        marks: archive.reports_by_mark()?,
        press: archive.presses()?,
        failures: archive.failures(FAILURES)?,
    })
}
