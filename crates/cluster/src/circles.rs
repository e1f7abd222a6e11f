//! Circles: what is together, found by rounds of joins.
//!
//! Nodes are linked more or less strictly; whoever is linked at one strictness is linked at every looser one. The circle of a node at
//! some strictness is all that can be reached from it over such links. A node belongs to its widest circle within bounds; where even the
//! strictest is too wide, to itself alone. An archive finds the same by walking (`attache_archive::cells`), and so does
//! `attache_fusion::neighbours`.

use anyhow::Result;

use crate::engine::Engine;

/// A strictness, and how wide circles may be there.
pub struct Level {
    /// Which links hold: a condition in SQL on the columns of the links.
    pub links: String,
    /// Nodes of a circle, at most.
    pub most: u64,
    /// What they may weigh together.
    pub most_weight: u64,
}

/// Finds the circles of nodes (a table of `n` and `weight`) over links (a table of `a`, `b` and what levels ask for; each pair once).
/// Gives the name of a table of `n` and `circle`; `levels` are from the loosest to the strictest.
///
/// # Errors
/// A plan failed.
pub async fn circles(engine: &Engine, what: &str, nodes: &str, links: &str, levels: &[Level]) -> Result<String> {
    let mut settled: Vec<String> = Vec::new();
    let mut left: Option<String> = None;
    for (number, level) in levels.iter().enumerate() {
        let step = |part: &str| format!("{what}_{number}_{part}");
        let both_left = left.as_ref().map_or_else(String::new, |left| {
            format!("JOIN {left} one ON one.n = l.a JOIN {left} other ON other.n = l.b")
        });
        let held = step("links");
        let sql = format!("SELECT l.a, l.b FROM {links} l {both_left} WHERE {}", level.links);
        let doing = format!("{what}: links of strictness {number}");
        if engine.save(&held, &doing, &sql).await?.rows == 0 {
            break;
        }
        let labels = spread(engine, what, number, &held).await?;
        let wide = step("wide");
        let sql = format!(
            "SELECT l.label FROM {labels} l JOIN {nodes} x ON x.n = l.n GROUP BY l.label
             HAVING count(*) > {} OR sum(x.weight) > {}",
            level.most, level.most_weight
        );
        if engine.save(&wide, &format!("{what}: circles that are too wide"), &sql).await?.rows == 0 {
            settled.push(format!("SELECT n, label FROM {labels}"));
            break;
        }
        settled.push(format!("SELECT l.n, l.label FROM {labels} l LEFT ANTI JOIN {wide} w ON w.label = l.label"));
        let rest = step("left");
        let sql = format!("SELECT l.n FROM {labels} l JOIN {wide} w ON w.label = l.label");
        engine.save(&rest, &format!("{what}: who is in them"), &sql).await?;
        left = Some(rest);
    }
    let all = format!("{what}_circles");
    let found = settled.join(" UNION ALL ");
    let sql = match settled.is_empty() {
        true => format!("SELECT n, n AS circle FROM {nodes}"),
        false => {
            format!("SELECT x.n, coalesce(c.label, x.n) AS circle FROM {nodes} x LEFT JOIN ({found}) c ON c.n = x.n")
        }
    };
    engine.save(&all, &format!("{what}: circles"), &sql).await?;
    Ok(all)
}

/// Spreads the least number of each connected component over it, until nothing changes: each node takes the least label of those beside
/// it, and then the label of the node whose number it bears. Gives the name of a table of `n` and `label`, of linked nodes alone.
async fn spread(engine: &Engine, what: &str, number: usize, links: &str) -> Result<String> {
    let name = |round: usize| format!("{what}_{number}_labels_{round}");
    let sql = format!(
        "SELECT n, min(label) AS label FROM (SELECT a AS n, least(a, b) AS label FROM {links}
         UNION ALL SELECT b AS n, least(a, b) AS label FROM {links}) AS ends GROUP BY n"
    );
    engine.save(&name(0), &format!("{what}: components, round 0"), &sql).await?;
    let mut round = 0;
    loop {
        let (old, new) = (name(round), name(round + 1));
        let sql = format!(
            "SELECT hop.n, least(hop.label, jump.label) AS label, least(hop.label, jump.label) < hop.was AS changed
             FROM (SELECT own.n AS n, own.label AS was, least(own.label, min(near.label)) AS label FROM {old} own
                   JOIN (SELECT a AS n, b AS other FROM {links} UNION ALL SELECT b AS n, a AS other FROM {links}) beside
                     ON beside.n = own.n
                   JOIN {old} near ON near.n = beside.other GROUP BY own.n, own.label) hop
             JOIN {old} jump ON jump.n = hop.label"
        );
        round += 1;
        if engine.save(&new, &format!("{what}: components, round {round}"), &sql).await?.changed == 0 {
            return Ok(new);
        }
    }
}
