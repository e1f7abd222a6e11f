//! Long lists come in pages or as streams; stories and the events that lead them stand as a newsroom ranks them; groups have pages.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod asking;
mod press;

use std::path::{Path, PathBuf};

use attache_archive::{Archive, Headlines, KeptReport, WantedEvents};
use attache_coding::Side;
use attache_coding::ontology::EventType;
use attache_fusion as fusion;
use attache_press::{Article, CharSpan, Removed};
use attache_world::calendar::{Days, Granularity};
use axum::http::StatusCode;
use serde_json::Value;

use asking::{archive_of, config, get, json};

fn generated(folder: &Path, stories: usize) -> PathBuf {
    let (articles, reports): (Vec<Article>, Vec<KeptReport>) =
        (0..stories).flat_map(|n| press::story(n, stories)).unzip();
    let place = |article: &Article| articles.iter().position(|other| other.id == article.id).unwrap();
    archive_of(folder, &articles, |article| reports[place(article)].clone())
}

/// All pages of a list, following the links from one to the next; and how many there were.
fn followed(config: &attache_desk::Config, address: &str) -> (Vec<Value>, usize) {
    let (mut rows, mut pages, mut next) = (Vec::new(), 0, Some(address.to_owned()));
    while let Some(address) = next.take() {
        let answer = get(config, &address);
        assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.body);
        let page: Vec<Value> = serde_json::from_str(&answer.body).unwrap();
        assert!(page.len() <= 7, "{address}");
        rows.extend(page);
        pages += 1;
        assert!(pages < 1000, "{address} leads round in a circle");
        let link = answer.headers.get("link").map(|link| link.to_str().unwrap().to_owned());
        next = link.map(|link| link.strip_prefix('<').unwrap().strip_suffix(">; rel=\"next\"").unwrap().to_owned());
    }
    (rows, pages)
}

#[test]
fn pages_of_a_list_make_the_whole_of_it_and_so_does_a_stream() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(&generated(folder.path(), 140));
    for list in
        ["stories", "events", "events?state=NOR", "events?quad=1", "statements", "statements?by=NOR", "relations"]
    {
        let with = |what: &str| format!("/api/{list}{}{what}", if list.contains('?') { '&' } else { '?' });
        let Value::Array(whole) = json(&config, &with("limit=all")) else { panic!("{list}") };
        let (paged, pages) = followed(&config, &with("limit=7"));
        assert!(whole.len() > 7 && pages > 1, "{list}: {}", whole.len());
        assert_eq!(paged.len(), whole.len(), "{list}");
        if list != "relations" {
            assert!(paged == whole, "{list}: in another order");
        }
        let csv = get(&config, &with("format=csv"));
        assert_eq!(csv.body.lines().count(), whole.len() + 1, "{list} as CSV");
        let first = get(&config, &with("format=csv&limit=3"));
        assert_eq!(first.body.lines().count(), 4, "{list}: three rows of CSV");
        assert!(first.headers.contains_key("link"), "{list}");
    }
    let story = json(&config, "/api/stories")[0]["id"].as_str().unwrap().to_owned();
    let (said, pages) = followed(&config, &format!("/api/statements?story={story}&limit=1"));
    assert_eq!(said.len(), pages);
}

#[test]
fn what_a_list_cannot_answer_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(&generated(folder.path(), 12));
    for address in [
        "/api/events?after=nowhere",
        "/api/statements?after=nowhere",
        "/api/statements?after=999999%200",
        "/api/relations?after=1",
        "/api/statements?story=none&after=x",
        "/api/events?limit=many",
        "/api/events?format=xml",
        "/api/relations?on=2020-01-01",
        "/api/timeline",
    ] {
        let answer = get(&config, address);
        assert!(answer.status.is_client_error(), "{address}: {}", answer.status);
        let error: Value = serde_json::from_str(&answer.body).unwrap();
        assert!(error["error"].as_str().is_some_and(|why| why.len() > 10), "{address}: {error}");
    }
    assert_eq!(json(&config, "/api/events?limit=99999999999999999999").as_object().map(|_| ()), Some(()));
    for address in
        ["/?after=nowhere", "/?after=2019-01-01%20x%20y", "/?quad=9", "/?type=NONE", "/map?quad=0", "/?since=x"]
    {
        let answer = get(&config, address);
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}");
        assert!(answer.body.contains("Back to today"), "{address}: {}", answer.body);
    }
    for address in
        ["/?limit=all", "/?state=%00", "/?state=XXX", "/?place=Nowhere", "/?after=2019-01-01%20s1", "/map?view=moon"]
    {
        assert_eq!(get(&config, address).status, StatusCode::OK, "{address}");
    }
    for address in
        ["/dyad/XXX/YYY", "/dyad/NOR/nobody:none", "/actor/nobody:none", "/story/%00", "/api", "/api/", "/api/none"]
    {
        assert_eq!(get(&config, address).status, StatusCode::NOT_FOUND, "{address}");
    }
    assert_eq!(get(&config, "/dyad/NOR/nor").headers["location"], "/actor/NOR");
    assert!(
        get(&config, "/dyad/NOR/DZA").body.contains("Algeria"),
        "a state by its name, also where nothing is told of it"
    );
    let answer = get(&config, "/rule");
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(answer.body.contains("takes a form"), "{}", answer.body);
}

#[test]
fn statements_of_one_speaker_are_found_by_id_by_code_and_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(&generated(folder.path(), 60));
    let all = json(&config, "/api/statements?limit=all");
    let speaker = all[0]["speaker"]["name"].as_str().unwrap().to_owned();
    let own = all.as_array().unwrap().iter().filter(|said| said["speaker"]["name"] == speaker.as_str()).count();
    let of = |by: &str| json(&config, &format!("/api/statements?limit=all&by={}", by.replace(' ', "+")));
    assert_eq!(of(&speaker).as_array().unwrap().len(), own);
    let code = all[0]["speaker"]["code"].as_str().unwrap();
    let id = format!("person:{code}/{}", speaker.to_lowercase().replace(' ', "-"));
    assert_eq!(of(&id).as_array().unwrap().len(), own, "{id}");
    assert!(of(code).as_array().unwrap().len() >= own);
    assert_eq!(of("Nobody Atall"), Value::Array(Vec::new()));
}

/// An article with what happens in it: the act's word, PLOVER's type, CAMEO's code, the day, and a party without a name of its own.
fn told(id: &str, published: &str, acts: &[(&str, EventType, &str, Option<&str>)]) -> (Article, KeptReport) {
    let text: String =
        acts.iter().map(|(word, ..)| format!("Dock hands {word} the council over the pier {id}. ")).collect();
    let article = Article {
        id: id.into(),
        outlet: Some(format!("The {id} Herald")),
        title: Some(format!("Dock hands and council at odds in {id}")),
        published: Some(published.into()),
        language: Some("en".into()),
        text: text.clone(),
        ..Article::default()
    };
    let (mut at, mut mentions) = (0, Vec::new());
    for (word, event, cameo, day) in acts {
        let end = at + format!("Dock hands {word} the council over the pier {id}.").chars().count();
        let sentence = CharSpan { start: at, end };
        let party = fusion::Party {
            side: Side::Actor,
            actor: None,
            name: "dock hands".into(),
            named: false,
            code: Some("PRT".into()),
            sectors: Vec::new(),
            office: None,
            id: Some("people:PRT/dock-hands".into()),
            span: CharSpan { start: at, end: at + 10 },
        };
        let when = day.map(|day| {
            let day = day.parse().unwrap();
            fusion::When { days: Days { first: day, last: day }, granularity: Granularity::Day, sentence }
        });
        mentions.push(fusion::Mention {
            parties: vec![party],
            when,
            ..press::mention(sentence, word, *event, cameo, 1.0)
        });
        at = end + 1;
    }
    let account = Some(Box::new(press::account(&article, mentions)));
    (article, KeptReport { mark: "t".into(), account, ..KeptReport::default() })
}

fn archived(folder: &Path, told: Vec<(Article, KeptReport)>) -> PathBuf {
    let (articles, reports): (Vec<Article>, Vec<KeptReport>) = told.into_iter().unzip();
    let place = |article: &Article| articles.iter().position(|other| other.id == article.id).unwrap();
    archive_of(folder, &articles, |article| reports[place(article)].clone())
}

#[test]
fn a_group_that_is_filed_under_no_name_has_a_page_and_a_filter() {
    let folder = tempfile::tempdir().unwrap();
    let acts = [("praised", EventType::Support, "051", Some("2021-03-04"))];
    let path = archived(folder.path(), vec![told("Velsund", "2021-03-05", &acts)]);
    let config = config(&path);
    let events = Archive::open_reader(&path).unwrap().events(&WantedEvents::default()).unwrap();
    assert_eq!(events[0].actor[0].id.as_deref(), Some("people:PRT/dock-hands"));
    // every address that the event's page gives leads somewhere
    let page = get(&config, &format!("/event/{}", events[0].id)).body;
    let actors: Vec<String> = asking::links(&page).into_iter().filter(|link| link.starts_with("/actor/")).collect();
    assert!(!actors.is_empty());
    for address in
        actors.iter().map(String::as_str).chain(["/actor/dock%20hands", "/actor/Hands", "/actor/people:PRT/dock-hands"])
    {
        let answer = get(&config, address);
        assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.body);
        assert!(answer.body.contains("dock hands") && answer.body.contains("/event/"), "{address}: {}", answer.body);
        assert_eq!(json(&config, &format!("/api{address}"))["kind"], "group", "{address}");
    }
    for (filter, found) in
        [("dock+hands", 1), ("hands", 1), ("people:PRT/dock-hands", 1), ("dock+workers", 0), ("people:PRT/x", 0)]
    {
        let stories = json(&config, &format!("/api/stories?actor={filter}"));
        assert_eq!(stories.as_array().unwrap().len(), found, "{filter}");
    }
    assert_eq!(get(&config, "/dyad/PRT/people:PRT%2Fdock-hands").status, StatusCode::OK);
    // an id that one article alone gives is known by the name in it
    assert_eq!(get(&config, "/actor/people:XXX/dock-hands").status, StatusCode::OK);
    assert_eq!(get(&config, "/actor/people:PRT/ship-owners").status, StatusCode::NOT_FOUND);
    assert_eq!(get(&config, "/actor/ship%20owners").status, StatusCode::SEE_OTHER);
}

#[test]
fn a_story_leads_with_what_is_new_and_a_day_with_what_is_told_by_most() {
    let folder = tempfile::tempdir().unwrap();
    let old = ("accused", EventType::Accuse, "112", Some("1994-06-01"));
    let new = ("sanctioned", EventType::Sanction, "163", Some("2021-03-05"));
    let path = archived(
        folder.path(),
        vec![
            told("Velsund", "2021-03-05", &[old, new]),
            told("Ostrel", "2021-03-05", &[("praised", EventType::Support, "051", Some("2021-03-05"))]),
        ],
    );
    // of another matter three papers have one text: one source
    let words = "Nine boats left the harbour of Karsund before dawn and none of them has been heard of since, the pilots say.\n";
    let more = |id: &str, outlet: &str, lead: &str| Article {
        id: id.into(),
        outlet: Some(outlet.into()),
        title: Some("Nine boats missing off Karsund".into()),
        published: Some("2021-03-05".into()),
        language: Some("en".into()),
        text: format!("{lead} {words}"),
        ..Article::default()
    };
    let boats = [
        more("k1", "Karsund Post", "Families wait on the quay of Karsund."),
        more("k2", "Evening Echo", "Helicopters search for the nine boats of Karsund."),
        more("k3", "Coast Courier", "No wreck has been found of the nine boats of Karsund."),
    ];
    Archive::open(&path).unwrap().ingest_batch(&boats).unwrap();
    let config = config(&path);
    let wanted = Headlines { limit: 10, ..Headlines::default() };
    let told = Archive::open_reader(&path).unwrap().headlines(&wanted).unwrap();
    let weights: Vec<(usize, usize)> =
        told.iter().map(|told| (told.origins().independent, told.articles.len())).collect();
    assert!(
        weights.len() > 1 && weights.is_sorted_by(|a, b| a >= b) && weights.first() > weights.last(),
        "{weights:?}"
    );
    let page = get(&config, "/").body;
    let at = |what: &str| page.find(what).unwrap_or_else(|| panic!("{what} is not on {page}"));
    assert!(told.windows(2).all(|pair| at(&pair[0].id) < at(&pair[1].id)), "{page}");
    assert!(at(">sanction</span>") < at(">accuse</span>"), "the old comes first: {page}");
}

#[test]
fn what_cleaning_took_out_can_be_read_on_the_articles_page() {
    let folder = tempfile::tempdir().unwrap();
    let removed = |why: &str, text: Option<&str>| Removed {
        span: CharSpan { start: 0, end: 30 },
        why: why.into(),
        text: text.map(str::to_owned),
    };
    let article = Article {
        id: "a".into(),
        title: Some("Pier".into()),
        text: "The pier is shut.\n".into(),
        removed: vec![removed("read-more", Some("Read more: how to tie <b>a knot</b>")), removed("invisible", None)],
        ..Article::default()
    };
    let config = config(&archive_of(folder.path(), &[article], |_| KeptReport::default()));
    let page = get(&config, "/article/a").body;
    assert!(page.contains("Removed by cleaning: 1 passage"), "{page}");
    assert!(page.contains("Read more: how to tie &lt;b&gt;a knot&lt;/b&gt;"), "{page}");
    assert_eq!(json(&config, "/api/article/a")["removed"][0]["text"], "Read more: how to tie <b>a knot</b>");
}
