//! The plans of map and reduce, step by step.
//!
//! What they find is what an archive finds: the keys, bounds and judgements are its own.

use anyhow::Result;
use attache_archive::cells::Bounds;
use attache_archive::kin::{KeyKind, NEAR, NEAREST, STRICTNESS};
use attache_fusion::{MOST_SHARING, MOST_WEIGHT};

use crate::circles::{Level, circles};
use crate::engine::Engine;
use crate::functions::Work;

/// The step that a batch brings: a table of `n`, numbers in the order of arrival, and `clipping`, JSON.
pub const CLIPPINGS: &str = "clippings";
/// The map's: a row a clipping.
pub const REPORTS: &str = "reports";
/// A row a story, as `functions::tell` gives it.
pub const STORIES: &str = "stories";
/// Stories with the events told with them; a story without events has no row.
pub const EVENTS: &str = "events";

const PASSAGE: u8 = KeyKind::Passage as u8;
const MATTER: u8 = KeyKind::Matter as u8;

/// Reports on clippings, tells stories of the articles, and fuses what the stories tell.
///
/// # Errors
/// A plan failed.
pub async fn run(engine: &Engine) -> Result<()> {
    let report = engine.function(Work::Report);
    engine.save(REPORTS, "reports on articles", &format!("SELECT n, {report}(clipping) AS r FROM {CLIPPINGS}")).await?;
    find_kin(engine).await?;
    let cells = circles(engine, "cells", "articles", "kin", &levels_of_articles()).await?;
    tell(engine, &cells).await?;
    find_neighbours(engine).await?;
    let hoods = circles(engine, "hoods", "sketches", "neighbours", &levels_of_stories()).await?;
    fuse(engine, &hoods).await
}

/// Which articles share how many keys, and which are reprints of one another.
async fn find_kin(engine: &Engine) -> Result<()> {
    // of several texts under one id the last to arrive is used
    let sql = format!(
        "SELECT r.n, r.bytes AS weight FROM {REPORTS} r
         JOIN (SELECT id, max(n) AS n FROM {REPORTS} WHERE kept GROUP BY id) AS newest ON newest.n = r.n"
    );
    engine.save("articles", "articles", &sql).await?;
    let sql = format!("SELECT r.n, r.place, r.day, unnest(r.keys) AS k FROM {REPORTS} r JOIN articles a ON a.n = r.n");
    engine.save("keys", "keys of articles", &sql).await?;
    let bounds = Bounds::STANDARD;
    // passages and matters are held by periods, as in the archive; one for those without a day
    let period = format!("CASE WHEN day IS NOT NULL THEN floor(day / {NEAR}.0) ELSE -1e9 END");
    let sql = format!(
        "SELECT k.n, k.day, k.kind, k.bits FROM (SELECT n, day, kind, bits, {period} AS period FROM keys) AS k JOIN
         (SELECT kind, bits, period, holders, sum(holders) OVER (PARTITION BY kind, bits) AS everywhere FROM
          (SELECT kind, bits, {period} AS period, count(*) AS holders FROM keys
           WHERE kind IN ({PASSAGE}, {MATTER}) GROUP BY kind, bits, {period}) AS held) AS shared
         ON shared.kind = k.kind AND shared.bits = k.bits AND shared.period = k.period
         WHERE shared.everywhere > 1 AND shared.holders <= CASE shared.kind WHEN {PASSAGE} THEN {} ELSE {} END",
        bounds.frequent(KeyKind::Passage),
        bounds.frequent(KeyKind::Matter)
    );
    engine.save("shared", "keys that articles share", &sql).await?;
    find_reprints(engine).await?;
    let loosest = STRICTNESS[0];
    let sql = format!(
        "SELECT a, b, sum(passage) AS passages, sum(matter) AS matters, sum(reprint) AS reprints FROM
         (SELECT x.n AS a, y.n AS b, CASE x.kind WHEN {PASSAGE} THEN 1 ELSE 0 END AS passage,
                 CASE x.kind WHEN {MATTER} THEN 1 ELSE 0 END AS matter, 0 AS reprint
          FROM shared x JOIN shared y ON x.kind = y.kind AND x.bits = y.bits AND x.n < y.n
                                     AND coalesce(abs(x.day - y.day), 0) <= {NEAR}
          UNION ALL SELECT a, b, 0 AS passage, 0 AS matter, 1 AS reprint FROM reprints) AS pairs
         GROUP BY a, b HAVING sum(reprint) > 0 OR sum(passage) >= {} OR sum(matter) >= {}",
        loosest.passages, loosest.matters
    );
    engine.save("kin", "pairs of articles that share keys", &sql).await?;
    Ok(())
}

/// Reprints: in the row of each key of reprints each article is laid beside the nearest few.
async fn find_reprints(engine: &Engine) -> Result<()> {
    let sql = format!(
        "SELECT n, kind, bits, row_number() OVER (PARTITION BY kind, bits ORDER BY place, n) AS spot FROM keys
         WHERE kind NOT IN ({PASSAGE}, {MATTER})"
    );
    engine.save("reprint_rows", "rows of reprints", &sql).await?;
    let beside = beside("reprint_rows", &["kind", "bits"], "n", NEAREST);
    let are_reprints = engine.function(Work::Reprints);
    let sql = format!(
        "SELECT p.a, p.b FROM (SELECT DISTINCT a, b FROM ({beside}) AS near) AS p
         JOIN {REPORTS} x ON x.n = p.a JOIN {REPORTS} y ON y.n = p.b WHERE {are_reprints}(x.keys, y.keys)"
    );
    engine.save("reprints", "pairs of reprints", &sql).await?;
    Ok(())
}

/// Pairs `a`, `b` of what stands within reach of one another in its row, the lesser first. The table has a row a place: the columns
/// that name the row, `spot` from 1, and what stands there. Places are cut into blocks as long as the reach, so that each is laid beside
/// two blocks and not beside its whole row.
fn beside(table: &str, row: &[&str], stands: &str, reach: usize) -> String {
    let columns = row.join(", ");
    let same: Vec<String> = row.iter().map(|column| format!("x.{column} = y.{column}")).collect();
    let block = format!("CAST(spot AS BIGINT) / {reach}");
    format!(
        "SELECT least(x.{stands}, y.{stands}) AS a, greatest(x.{stands}, y.{stands}) AS b, {of_row} FROM
         (SELECT {columns}, {stands}, CAST(spot AS BIGINT) AS spot, {block} AS block FROM {table} UNION ALL
          SELECT {columns}, {stands}, CAST(spot AS BIGINT) AS spot, {block} + 1 AS block FROM {table}) AS x
         JOIN (SELECT {columns}, {stands}, CAST(spot AS BIGINT) AS spot, {block} AS block FROM {table}) AS y
         ON {same} AND x.block = y.block AND y.spot > x.spot AND y.spot <= x.spot + {reach}
         WHERE x.{stands} <> y.{stands}",
        of_row = row.iter().map(|column| format!("x.{column} AS {column}")).collect::<Vec<_>>().join(", "),
        same = same.join(" AND "),
    )
}

fn levels_of_articles() -> Vec<Level> {
    let bounds = Bounds::STANDARD;
    let level = |(number, strictness): (usize, &attache_archive::kin::Strictness)| Level {
        links: format!("reprints > 0 OR passages >= {} OR matters >= {}", strictness.passages, strictness.matters),
        most: bounds.articles_at(number) as u64,
        most_weight: bounds.bytes as u64,
    };
    STRICTNESS.iter().enumerate().map(level).collect()
}

/// Tells the stories of each cell.
async fn tell(engine: &Engine, cells: &str) -> Result<()> {
    let tell = engine.function(Work::Tell);
    let parts = ["n", "article", "actors", "statements", "relations", "account"];
    let parts: Vec<String> = parts.iter().map(|part| format!("'{part}', r.{part}")).collect();
    let sql = format!(
        "SELECT unnest(told) AS story FROM (SELECT {tell}(members) AS told FROM
         (SELECT array_agg(named_struct({})) AS members FROM {REPORTS} r JOIN {cells} c ON c.n = r.n
          GROUP BY c.circle) AS cells) AS stories",
        parts.join(", ")
    );
    engine.save(STORIES, "stories of each cell", &sql).await?;
    Ok(())
}

/// Which stories share how many keys by which they may tell of one event.
async fn find_neighbours(engine: &Engine) -> Result<()> {
    let sql = format!("SELECT s AS n, weight, day FROM {STORIES} WHERE weight IS NOT NULL");
    engine.save("sketches", "sketches of stories", &sql).await?;
    let sql = format!(
        "SELECT s, place, k['key'] AS key, k['day'] AS day, k['published'] AS published
         FROM (SELECT s, place, unnest(keys) AS k FROM {STORIES}) AS each"
    );
    engine.save("story_keys", "keys of stories", &sql).await?;
    let sql = "SELECT key, count(*) AS held FROM story_keys GROUP BY key HAVING count(*) > 1";
    engine.save("story_shared", "keys that stories share", sql).await?;
    let sql = format!(
        "SELECT k.key, k.day, k.s, row_number() OVER (PARTITION BY k.key, k.day
                ORDER BY k.published ASC NULLS FIRST, k.place, k.s) AS spot
         FROM story_keys k JOIN story_shared w ON w.key = k.key WHERE w.held > {MOST_SHARING} AND k.day IS NOT NULL"
    );
    engine.save("story_rows", "keys that many stories share", &sql).await?;
    let agree = engine.function(Work::Agree);
    let beside = beside("story_rows", &["key", "day"], "s", MOST_SHARING);
    let sql = format!(
        "SELECT p.a, p.b, p.shared, x.day AS day_a, y.day AS day_b FROM
         (SELECT a, b, count(*) AS shared FROM (SELECT DISTINCT key, a, b FROM
           (SELECT x.key AS key, x.s AS a, y.s AS b FROM story_keys x
            JOIN (SELECT key FROM story_shared WHERE held <= {MOST_SHARING}) AS few ON few.key = x.key
            JOIN story_keys y ON y.key = x.key AND x.s < y.s WHERE {agree}(x.day, x.published, y.day, y.published)
            UNION ALL SELECT key, a, b FROM ({beside}) AS many) AS pairs) AS once GROUP BY a, b) AS p
         JOIN sketches x ON x.n = p.a JOIN sketches y ON y.n = p.b"
    );
    engine.save("neighbours", "pairs of stories that share keys", &sql).await?;
    Ok(())
}

fn levels_of_stories() -> Vec<Level> {
    let level = |strictness: &attache_fusion::Strictness| {
        let near = strictness.days.map_or_else(String::new, |days| {
            format!(" AND floor(day_a / {days}.0) IS NOT DISTINCT FROM floor(day_b / {days}.0)")
        });
        Level {
            links: format!("shared >= {}{near}", strictness.keys),
            most: u64::MAX >> 1,
            most_weight: MOST_WEIGHT as u64,
        }
    };
    attache_fusion::STRICTNESS.iter().map(level).collect()
}

/// Fuses the stories of each neighbourhood.
async fn fuse(engine: &Engine, hoods: &str) -> Result<()> {
    let fuse = engine.function(Work::Fuse);
    let sql = format!(
        "SELECT unnest(told) AS t FROM (SELECT {fuse}(stories) AS told FROM
         (SELECT array_agg(named_struct('s', s.s, 'place', s.place, 'members', s.members)) AS stories
          FROM {STORIES} s JOIN {hoods} h ON h.n = s.s GROUP BY h.circle) AS hoods) AS events"
    );
    engine.save(EVENTS, "events of neighbouring stories", &sql).await?;
    Ok(())
}

/// All stories with what is told of them, in the order of the tables.
pub fn told() -> String {
    format!(
        "SELECT s.id, s.title, s.start, s.\"end\", s.claims, s.members, e.events FROM {STORIES} s
         LEFT JOIN {EVENTS} e ON e.s = s.s ORDER BY s.start ASC NULLS LAST, s.id"
    )
}
