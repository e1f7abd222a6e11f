//! Stories told in different languages, joined by what needs no translation.
//!
//! Words of two languages cannot be compared, so once the articles are grouped, stories that have no language in common are
//! laid beside each other by their articles' [`marks`](crate::marks): names, acronyms and numbers. Two articles *agree* when
//! they share enough telling marks, and these are a good part of all that either has. Stories join when at least
//! one in three of the pairs of their articles agrees, those with the greatest share first. A story never joins two of
//! another language: those were found to be two.
//!
//! Nothing is done, and nothing indexed, where all articles are in one language. Cost is linear in the articles: an
//! article looks up [`MOST_MARK_KEYS`](crate::MOST_MARK_KEYS) marks, of each of which the nearest hundred articles in
//! canonical order are seen, and is compared with those that share two.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::group::Forest;
use crate::marks::{TELLING, is_figure};
use crate::profile::{Profile, SHARED_KEYS};

/// Articles with a mark that are looked at, before and after.
const POSTINGS: usize = 50;
/// What two articles must have in common that share a telling number,
const WITH_FIGURES: Least = Least { telling: 4, share: 0.3 };
/// that share none, as one of them has none,
const WITHOUT_FIGURES: Least = Least { telling: 6, share: 0.5 };
/// and that have different ones: the same people, but perhaps another matter.
const OTHER_FIGURES: Least = Least { telling: 10, share: 0.5 };
/// Days that cost nothing, and days beyond them after which twice the evidence is asked for.
const DAYS: (f64, f64) = (3.0, 4.0);
/// Of the pairs of articles of two stories, the share that must agree.
const LEAST_PAIRS: f64 = 1.0 / 3.0;

type Language = [u8; 2];

/// What two articles must have in common to agree.
struct Least {
    /// Telling marks.
    telling: usize,
    /// Share of the lesser of their weights of marks.
    share: f64,
}

/// Joins the stories of `forest` that are one matter in different languages. `days` as for grouping.
pub(crate) fn join(profiles: &[&Profile], days: &[Option<i32>], forest: &mut Forest) {
    let languages: FxHashSet<Language> = profiles.iter().filter_map(|profile| profile.language()).collect();
    if languages.len() < 2 {
        return;
    }
    let mut tongues: FxHashMap<usize, FxHashMap<Language, u32>> = FxHashMap::default();
    for (place, profile) in profiles.iter().enumerate() {
        if let Some(language) = profile.language() {
            *tongues.entry(forest.root(place)).or_default().entry(language).or_default() += 1;
        }
    }
    let mut agreed: FxHashMap<(usize, usize), u32> = FxHashMap::default();
    for (a, b) in agreeing(profiles, days) {
        let (a, b) = (forest.root(a), forest.root(b));
        *agreed.entry((a.min(b), a.max(b))).or_default() += 1;
    }
    let known = |story: usize| f64::from(tongues.get(&story).map_or(0, |tongue| tongue.values().sum::<u32>()));
    let mut pairs: Vec<(f64, usize, usize)> = agreed
        .into_iter()
        .filter(|((a, b), _)| a != b)
        .map(|((a, b), agree)| (f64::from(agree) / (known(a) * known(b)), a, b))
        .filter(|(share, ..)| *share >= LEAST_PAIRS)
        .collect();
    pairs.sort_unstable_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    for (_, a, b) in pairs {
        let (a, b) = (forest.root(a), forest.root(b));
        let (Some(first), Some(second)) = (tongues.get(&a), tongues.get(&b)) else { continue };
        if a == b || first.keys().any(|language| second.contains_key(language)) {
            continue;
        }
        let mut both = first.clone();
        both.extend(second);
        tongues.insert(forest.join(a, b), both);
    }
}

/// The pairs of articles in different languages that agree.
fn agreeing(profiles: &[&Profile], days: &[Option<i32>]) -> Vec<(usize, usize)> {
    let keys: Vec<Vec<(u32, f32)>> = profiles.par_iter().map(|profile| profile.telling()).collect();
    let mut index: FxHashMap<(u32, Language), Vec<u32>> = FxHashMap::default();
    let mut languages: Vec<Language> = profiles.iter().filter_map(|profile| profile.language()).collect();
    languages.sort_unstable();
    languages.dedup();
    for (place, keys) in keys.iter().enumerate() {
        if let Some(language) = profiles[place].language() {
            for (key, _) in keys {
                index.entry((*key, language)).or_default().push(place as u32);
            }
        }
    }
    let of = |place: usize| {
        let Some(own) = profiles[place].language() else { return Vec::new() };
        let mut shared: FxHashMap<u32, usize> = FxHashMap::default();
        for (key, _) in &keys[place] {
            for other in languages.iter().filter(|other| **other != own) {
                let Some(posting) = index.get(&(*key, *other)) else { continue };
                let here = posting.partition_point(|at| (*at as usize) < place);
                for at in &posting[here.saturating_sub(POSTINGS)..posting.len().min(here + POSTINGS)] {
                    *shared.entry(*at).or_default() += 1;
                }
            }
        }
        let mut agreeing: Vec<(usize, usize)> = shared
            .into_iter()
            .filter(|(_, count)| *count >= SHARED_KEYS)
            .map(|(other, _)| (place.min(other as usize), place.max(other as usize)))
            .filter(|&(a, b)| agree(profiles[a], profiles[b], apart(days, a, b)))
            .collect();
        agreeing.sort_unstable();
        agreeing
    };
    let mut pairs: Vec<(usize, usize)> = (0..profiles.len()).into_par_iter().flat_map_iter(of).collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

/// How many times the usual evidence is asked for.
fn apart(days: &[Option<i32>], a: usize, b: usize) -> f64 {
    let day = |at: usize| days.get(at).copied().flatten();
    match (day(a), day(b)) {
        (Some(a), Some(b)) => 1.0 + (f64::from((a - b).abs()) - DAYS.0).max(0.0) / DAYS.1,
        _ => 1.0,
    }
}

/// Whether what two articles have in common is enough, `times` the usual being asked for.
fn agree(a: &Profile, b: &Profile, times: f64) -> bool {
    let whole = |profile: &Profile| profile.marks().iter().map(|mark| f64::from(mark.1)).sum::<f64>();
    let has_figures =
        |profile: &Profile| profile.marks().iter().any(|&(hash, weight)| weight >= TELLING && is_figure(hash));
    let (mut common, mut telling, mut figures) = (0.0, 0, 0);
    for &(hash, weight) in a.marks() {
        let Ok(at) = b.marks().binary_search_by_key(&hash, |mark| mark.0) else { continue };
        let weight = weight.min(b.marks()[at].1);
        common += f64::from(weight);
        telling += usize::from(weight >= TELLING);
        figures += usize::from(weight >= TELLING && is_figure(hash));
    }
    let least = match figures {
        1.. => WITH_FIGURES,
        _ if has_figures(a) && has_figures(b) => OTHER_FIGURES,
        _ => WITHOUT_FIGURES,
    };
    let share = common / whole(a).min(whole(b)).max(1.0);
    telling as f64 >= least.telling as f64 * times && share >= least.share * times
}

#[cfg(test)]
mod tests {
    use attache_press::Article;

    use crate::group::group;

    /// Id, language, day and text; what stands before the dash names the story.
    const PRESS: &[(&str, &str, &str, &str)] = &[
        (
            "bridge-en",
            "en",
            "2014-05-12",
            "A rail bridge over the Drava at Maribor was closed on Monday after inspectors found 37 cracked bolts. Mayor Irena Kopitar \
             said that trains of the operator SZP would be sent by way of Dravograd until 4,850 metres of track are replaced. \
             The repair is to cost 12.7 million euros, according to the engineer Tomaz Vidmar.",
        ),
        (
            "bridge-de",
            "de",
            "2014-05-13",
            "Die Eisenbahnbrücke über die Drau bei Maribor ist seit Montag gesperrt, nachdem Prüfer 37 gerissene Bolzen gefunden hatten. \
             Bürgermeisterin Irena Kopitar kündigte an, die Züge der SZP würden über Dravograd umgeleitet, bis 4.850 Meter Gleis \
             erneuert seien. Ingenieur Tomaž Vidmar schätzt die Kosten auf 12,7 Millionen Euro.",
        ),
        (
            "pool-it",
            "it",
            "2014-05-13",
            "Il consiglio comunale di Maribor ha discusso lunedì della nuova piscina. La sindaca Irena Kopitar ha respinto le critiche. \
             L'impianto avrà 640 posti e sarà pronto nel 2016, ha detto l'architetto Bojan Hribar; lo costruisce la ditta Gradis \
             di Celje, con un prestito della SZP.",
        ),
        (
            "quake-en",
            "en",
            "2011-08-03",
            "An earthquake of magnitude 6.4 shook the islands of Ternate and Tidore on Wednesday, killing at least 118 people. The agency \
             BMKG said that the centre lay 43 kilometres from Jailolo. Governor Hasan Mukadar asked Jakarta for tents; \
             2,310 houses were destroyed, and the airport at Sofifi is shut.",
        ),
        (
            "quake-id",
            "id",
            "2011-08-04",
            "Gempa bermagnitudo 6,4 mengguncang pulau Ternate dan Tidore pada hari Rabu dan menewaskan sedikitnya 118 orang. Menurut BMKG, \
             pusat gempa berada 43 kilometer dari Jailolo. Gubernur Hasan Mukadar meminta tenda kepada Jakarta; sebanyak \
             2.310 rumah rusak, dan bandara di Sofifi ditutup.",
        ),
        (
            "vote-fr",
            "fr",
            "2013-02-18",
            "Les électeurs de Rodombe ont choisi dimanche Aline Mbeki comme présidente avec 53,8 % des voix, contre 46,2 % à \
             Lucien Okouala. Selon la commission CENIR, 1 240 600 bulletins ont été dépouillés. À Port-Sallé, les partisans de \
             M. Okouala ont parlé de fraude; l'observatrice Greta Lindqvist n'a rien vu de tel.",
        ),
        (
            "vote-en",
            "en",
            "2013-02-18",
            "Voters in Rodombe have elected Aline Mbeki president with 53.8 percent of the vote against 46.2 for Lucien Okouala. The \
             commission, CENIR, said that 1,240,600 ballots had been counted. Supporters of Mr Okouala in Port-Sallé spoke of \
             fraud, but the observer Greta Lindqvist said that she had seen none.",
        ),
        (
            "strike-fr",
            "fr",
            "2013-03-20",
            "La présidente de Rodombe, Aline Mbeki, a reçu mercredi les dockers de Port-Sallé, en grève depuis 11 jours. Le syndicat \
             USDR demande 320 francs de plus. Lucien Okouala, de l'opposition, a soutenu les grévistes, que dirige Paul Tchibo.",
        ),
        (
            "oil-pt",
            "pt",
            "2017-10-09",
            "Um petroleiro da companhia Navemar encalhou na segunda-feira diante de Peniche com 92.400 toneladas de crude. O comandante \
             Duarte Seixas disse que a tripulação de 26 foi retirada por um helicóptero de Montijo. O navio, o Estrela Polar, \
             vinha de Luanda; o ministro Rui Cardim falou de 3,5 milhas de mancha.",
        ),
        (
            "oil-en",
            "en",
            "2017-10-10",
            "A tanker of the company Navemar ran aground off Peniche on Monday with 92,400 tonnes of crude aboard. Its crew of 26 was \
             taken off by a helicopter from Montijo, the officer Duarte Seixas said. The ship, the Estrela Polar, came from \
             Luanda; the slick was 3.5 miles long, the minister Rui Cardim said.",
        ),
        (
            "fire-it",
            "it",
            "2018-07-01",
            "Un incendio ha distrutto domenica il teatro Concordia di Macerata. Secondo il comandante Ettore Bassi, 85 vigili del fuoco \
             hanno lavorato per undici ore; i danni superano 7,9 milioni. Il sindaco Flavia Marchetti ha chiesto aiuto a Roma \
             e la CGTS ha indetto una colletta. Il tetto, del 1787, è crollato.",
        ),
        (
            "fire-en",
            "en",
            "2018-07-02",
            "The Concordia theatre in Macerata burned down on Sunday in spite of 85 firemen under Ettore Bassi. Mayor Flavia Marchetti \
             put the damage at more than 7.9 million euros and turned to Rome for help. A collection has been started by the \
             union CGTS. The roof, of 1787, fell in.",
        ),
        (
            "coup-es",
            "es",
            "2012-04-06",
            "El general Ramiro Quesada anunció el viernes desde Santa Rita que el Ejército no reconoce al presidente Óscar Valdivia. En \
             los combates cerca de Puerto Habana murieron 214 soldados, según la OEC. El embajador Jürgen Kolb ofreció \
             mediar. Unas 15.600 personas huyeron hacia Corozal.",
        ),
        (
            "coup-en",
            "en",
            "2012-04-06",
            "Speaking from Santa Rita, General Ramiro Quesada said on Friday that the army no longer recognised President Oscar Valdivia. \
             As many as 214 soldiers died in the fighting near Puerto Havana, the OEC said, and 15,600 people fled to \
             Corozal. The ambassador, Jurgen Kolb, offered to mediate.",
        ),
        (
            "trade-fr",
            "fr",
            "2012-04-07",
            "Le président Óscar Valdivia et le général Ramiro Quesada avaient ouvert ensemble, autrefois, la foire de Santa Rita. Cette \
             année, ses 48 étals sont vides, dit la marchande Delia Ponce, et le café se vend 2,15 la livre à Corozal.",
        ),
    ];

    #[test]
    fn articles_in_other_languages_join_their_story_and_look_alikes_stay_apart() {
        let articles: Vec<Article> = PRESS
            .iter()
            .map(|(id, language, day, text)| Article {
                id: (*id).into(),
                language: Some((*language).into()),
                published: Some((*day).into()),
                text: (*text).into(),
                ..Article::default()
            })
            .collect();
        let stories = group(&articles, &[]);
        let name = |at: usize| PRESS[at].0.split('-').next();
        for a in 0..PRESS.len() {
            for b in 0..a {
                assert_eq!(name(a) == name(b), stories[a] == stories[b], "{} {}", PRESS[a].0, PRESS[b].0);
            }
        }
    }
}
