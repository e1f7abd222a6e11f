//! Which language a text is in.

use std::sync::LazyLock;

use whatlang::{Detector, Lang};

use crate::table::Table;

/// The language of a text by its words and letters, as an ISO 639-1 code; `None` where it is too short to tell, or could
/// be one of several.
///
/// Looks at two stretches of at most [`STRETCH`] characters, the start and the middle, so that its time does not grow with
/// the text.
///
/// ```
/// use attache_press::language::identify;
///
/// assert_eq!(identify("The minister resigned on Tuesday after a long debate in parliament."), Some("en"));
/// assert_eq!(identify("ok"), None);
/// ```
pub fn identify(text: &str) -> Option<&'static str> {
    let start: String = text.chars().take(STRETCH).collect();
    let middle = middle(text, start.len());
    let sample = [start.as_str(), middle].join(" ");
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    if letters < LEAST {
        return None;
    }
    let found = DETECTOR.detect(&sample)?;
    // the measure of reliability is made for few words; with a sentence, a clear lead is enough
    let sure = found.is_reliable() || letters >= SENTENCE && found.confidence() >= LEAD;
    if sure { code_of(found.lang()) } else { None }
}

/// No news is written in these, but many a short line looks like them.
static DETECTOR: LazyLock<Detector> = LazyLock::new(|| Detector::with_denylist(vec![Lang::Lat, Lang::Epo]));

/// Letters of a short sentence.
const SENTENCE: usize = 40;

/// The lead over the next language, from 0 to 1, that is clear.
const LEAD: f64 = 0.3;

/// Characters looked at in each of two places.
pub const STRETCH: usize = 600;

/// Fewest letters that say anything.
const LEAST: usize = 12;

/// Up to [`STRETCH`] characters from the middle of what follows byte `from`.
fn middle(text: &str, from: usize) -> &str {
    let mut at = from + (text.len() - from) / 2;
    while !text.is_char_boundary(at) {
        at += 1;
    }
    let rest = &text[at..];
    rest.char_indices().nth(STRETCH).map_or(rest, |(end, _)| &rest[..end])
}

/// The ISO 639-1 code for a language as metadata names it: a tag (`en-GB`, `zh_Hans`), a three-letter code (`eng`) or an
/// English name (`English`).
pub fn code(named: &str) -> Option<&'static str> {
    let named = named.trim().to_lowercase();
    let tag = named.split(['-', '_', ' ', ';', ',']).next().unwrap_or(&named);
    rows().find(|row| row.iso1 == tag || row.iso3.contains(&tag) || row.name == named).map(|row| row.iso1)
}

fn code_of(lang: Lang) -> Option<&'static str> {
    rows().find(|row| row.iso3.contains(&lang.code())).map(|row| row.iso1)
}

struct Language {
    iso1: &'static str,
    iso3: Vec<&'static str>,
    name: String,
}

fn rows() -> impl Iterator<Item = &'static Language> {
    static ROWS: LazyLock<Vec<Language>> = LazyLock::new(|| {
        let table = Table::parse(include_str!("../data/languages.tsv"));
        let read = |row: crate::table::Row| {
            let iso3 = row.get("iso3")?.split(' ').collect();
            Some(Language { iso1: row.get("iso1")?, iso3, name: row.get("name")?.to_lowercase() })
        };
        table.rows().filter_map(read).collect()
    });
    ROWS.iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_news_in_many_languages_is_told_apart() {
        for (text, language) in [
            ("The finance minister said on Tuesday that the government would cut spending next year.", "en"),
            (
                "Le ministre des Finances a annoncé mardi que le gouvernement réduirait ses dépenses l'année prochaine.",
                "fr",
            ),
            (
                "Der Finanzminister kündigte am Dienstag an, dass die Regierung im nächsten Jahr weniger ausgeben werde.",
                "de",
            ),
            (
                "El ministro de Hacienda anunció el martes que el Gobierno reducirá el gasto público el próximo año.",
                "es",
            ),
            (
                "O ministro da Fazenda anunciou na terça-feira que o governo não vai aumentar os impostos no próximo ano.",
                "pt",
            ),
            (
                "Il ministro dell'Economia ha annunciato martedì che il governo ridurrà la spesa pubblica il prossimo anno.",
                "it",
            ),
            (
                "De minister van Financiën zei dinsdag dat het kabinet volgend jaar minder geld wil uitgeven aan wegen.",
                "nl",
            ),
            ("Minister finansów zapowiedział we wtorek, że rząd zmniejszy wydatki w przyszłym roku.", "pl"),
            ("Министр финансов заявил во вторник, что правительство сократит расходы в следующем году.", "ru"),
            ("Міністр фінансів заявив у вівторок, що уряд скоротить видатки наступного року.", "uk"),
            (
                "Maliye bakanı salı günü yaptığı açıklamada hükümetin gelecek yıl harcamaları azaltacağını söyledi.",
                "tr",
            ),
            ("Bộ trưởng Tài chính hôm thứ Ba cho biết chính phủ sẽ cắt giảm chi tiêu trong năm tới.", "vi"),
            ("财政部长星期二说，政府明年将削减开支，并减少地方债务。", "zh"),
            ("財務相は火曜日、政府が来年の支出を削減すると述べた。", "ja"),
            ("재무장관은 화요일 정부가 내년 지출을 줄일 것이라고 말했다.", "ko"),
            ("قال وزير المالية يوم الثلاثاء إن الحكومة ستخفض الإنفاق في العام المقبل.", "ar"),
            ("वित्त मंत्री ने मंगलवार को कहा कि सरकार अगले साल खर्च में कटौती करेगी।", "hi"),
            ("שר האוצר אמר ביום שלישי כי הממשלה תקצץ בהוצאות בשנה הבאה.", "he"),
        ] {
            assert_eq!(identify(text), Some(language), "{text}");
        }
    }

    #[test]
    fn what_is_too_short_or_no_language_gives_none() {
        for text in ["", "OK", "12:30 15/4", "Reuters", "a b c d e f g h"] {
            assert_eq!(identify(text), None, "{text}");
        }
    }

    #[test]
    fn names_and_tags_of_languages_become_codes() {
        for (named, iso) in
            [("en-GB", "en"), ("English", "en"), ("eng", "en"), ("zh_Hans_CN", "zh"), ("nb", "no"), ("FR", "fr")]
        {
            assert_eq!(code(named), Some(iso), "{named}");
        }
        assert_eq!(code("klingon"), None);
    }

    #[test]
    fn every_language_that_can_be_identified_has_a_row() {
        for lang in Lang::all() {
            assert!(code_of(*lang).is_some(), "{lang}");
        }
    }
}
