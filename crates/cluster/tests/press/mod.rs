//! Invented press on meetings, strikes, sanctions and arrests: for each matter a report, a copy of it, and a report in other words.

/// Capital, state and the adjective of it.
const STATES: [[&str; 3]; 12] = [
    ["Oslo", "Norway", "Norwegian"],
    ["Lima", "Peru", "Peruvian"],
    ["Nairobi", "Kenya", "Kenyan"],
    ["Manila", "the Philippines", "Philippine"],
    ["Ankara", "Turkey", "Turkish"],
    ["Warsaw", "Poland", "Polish"],
    ["Santiago", "Chile", "Chilean"],
    ["Accra", "Ghana", "Ghanaian"],
    ["Rabat", "Morocco", "Moroccan"],
    ["Helsinki", "Finland", "Finnish"],
    ["Jakarta", "Indonesia", "Indonesian"],
    ["Athens", "Greece", "Greek"],
];

const SURNAMES: [&str; 10] =
    ["Varga", "Okello", "Lindqvist", "Marchetti", "Tanaka", "Bouchard", "Sorensen", "Mbeki", "Castellan", "Petrov"];

/// A matter: the report, and the same in another outlet's words. `A` and `B` are states, `C` is A's capital, `D` and `E` their adjectives,
/// `N` is a surname, `W` a day of the week, `X` a number.
const MATTERS: [[&str; 2]; 6] = [
    [
        "The D foreign minister, N, met the E ambassador in C on W. They discussed fishing rights and X joint projects. \
         \"We have agreed to talk again in spring,\" N told reporters after the meeting. The two sides will sign a protocol next month.",
        "C, W: N, who leads the foreign ministry of A, held talks with the envoy of B. Fishing rights were among the subjects. \
         Officials said that X projects were on the table.",
    ],
    [
        "A imposed sanctions on X companies from B on W, the government in C said. Finance minister N said the firms had broken \
         customs rules. B condemned the decision and recalled its ambassador from C.",
        "X E firms were placed under sanctions by A on W. The decision was announced by N, the finance minister. B protested against it.",
    ],
    [
        "Police in C arrested X people on W during a protest against the E embassy. Protesters threw stones at the building, police \
         chief N said. The embassy of B was closed for the day.",
        "X protesters were detained by D police in front of the embassy of B in C on W, according to N, who leads the police.",
    ],
    [
        "X people were killed on W when gunmen attacked a market near C, D officials said. B sent medical aid to A on the next day. \
         President N visited the wounded and accused a rebel group of the attack.",
        "Gunmen attacked a market not far from C on W and killed X people. President N of A blamed rebels. B offered help.",
    ],
    [
        "A and B signed a trade agreement in C on W. It lifts duties on X goods. Prime minister N called it a new beginning. \
         Parliament must ratify the treaty before it takes effect.",
        "The trade treaty between A and B was signed in the D capital on W; X goods will be free of duties, prime minister N said.",
    ],
    [
        "Thousands of dock workers went on strike in C on W. The union demands X percent more pay. Transport minister N rejected the \
         demand. Ships from B had to wait outside the harbour.",
        "Dock workers in C struck on W for X percent more pay, which N, the transport minister of A, refused. E ships were held up.",
    ],
];

/// So many matters as JSON lines; the last matter comes twice under the same ids, the second time in full.
pub fn lines(matters: usize) -> String {
    let mut lines = String::new();
    for n in 0..matters {
        let [report, other] = MATTERS[n % MATTERS.len()].map(|text| told(text, n));
        let copied = format!("{report} The agency has filed more than once on this.");
        let draft = report.split(". ").next().unwrap_or_default().to_owned() + ".";
        let (day, month) = (1 + n * 5 % 25, 1 + n * 7 % 12);
        let last = n + 1 == matters;
        for (outlet, text) in [("courier", &draft), ("courier", &report), ("post", &copied), ("herald", &other)]
            .into_iter()
            .skip(usize::from(!last))
        {
            let line = serde_json::json!({
                "id": format!("{outlet}-{n}"), "outlet": outlet, "title": told("C: N on B", n), "language": "en",
                "published": format!("2021-{month:02}-{:02}", day + usize::from(outlet == "herald")), "text": format!("{text}\n"),
            });
            lines.push_str(&format!("{line}\n"));
        }
    }
    lines
}

/// A text with its names.
fn told(text: &str, n: usize) -> String {
    let [capital, state, adjective] = STATES[n % STATES.len()];
    let [_, other, others] = STATES[(n * 5 + 1 + n / 12) % STATES.len()];
    let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];
    let word = |word: &str| match word {
        "A" => state.to_owned(),
        "B" => other.to_owned(),
        "C" => capital.to_owned(),
        "D" => adjective.to_owned(),
        "E" => others.to_owned(),
        "N" => SURNAMES[n * 3 % SURNAMES.len()].to_owned(),
        "W" => days[n % days.len()].to_owned(),
        "X" => (n % 40 + 3).to_string(),
        other => other.to_owned(),
    };
    let mut told = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_alphabetic()) {
        told.push_str(&rest[..at]);
        let end = rest[at..].find(|c: char| !c.is_ascii_alphabetic()).map_or(rest.len(), |end| at + end);
        told.push_str(&word(&rest[at..end]));
        rest = &rest[end..];
    }
    told + rest
}
