use std::sync::LazyLock;

use super::named::named;
use super::table::{self, Table};

named! {
    /// The part of society that an actor belongs to.
    Sector, "sector", "data/sectors.tsv", {
        Police = "COP",
        Government = "GOV",
        Judiciary = "JUD",
        Legislature = "LEG",
        Military = "MIL",
        Paramilitary = "PRM",
        Party = "PTY",
        Rebels = "REB",
        Spies = "SPY",
        UnidentifiedArmed = "UAF",
        Unidentified = "UNK",
        Agriculture = "AGR",
        Business = "BUS",
        Criminals = "CRM",
        Civilians = "CVL",
        Education = "EDU",
        Elite = "ELI",
        Journalists = "JRN",
        Labour = "LAB",
        Medical = "MED",
        Refugees = "REF",
        Opposition = "OPP",
        PartlyRecognised = "PRE",
        Religious = "REL",
        Society = "SOC",
    }
}

impl Sector {
    /// The role code that stands for it in a CAMEO actor string.
    pub fn cameo(self) -> &'static str {
        SECTORS.rows.get(self as usize).map_or("", |row| row.1)
    }

    /// Who belongs here.
    pub fn covers(self) -> &'static str {
        SECTORS.rows.get(self as usize).map_or("", |row| row.2)
    }

    /// A CAMEO actor string: the country's code and then the roles, each once.
    ///
    /// ```
    /// use attache_coding::ontology::Sector;
    /// assert_eq!(Sector::cameo_actor("USA", &[Sector::Government, Sector::Military]), "USAGOVMIL");
    /// ```
    pub fn cameo_actor(code: &str, sectors: &[Self]) -> String {
        let mut actor = code.to_owned();
        for (at, sector) in sectors.iter().enumerate() {
            if !sectors[..at].iter().any(|before| before.cameo() == sector.cameo()) {
                actor.push_str(sector.cameo());
            }
        }
        actor
    }
}

static SECTORS: LazyLock<Table<(Sector, &'static str, &'static str)>> = LazyLock::new(|| {
    table::read(include_str!("../../data/sectors.tsv"), |cells| {
        let [sector, cameo, covers] = *cells else { return None };
        Some((Sector::named(sector)?, cameo, covers))
    })
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_every_sector_in_the_order_of_the_enum() {
        assert!(SECTORS.unread.is_empty());
        assert_eq!(SECTORS.rows.iter().map(|row| row.0).collect::<Vec<_>>(), Sector::ALL);
        assert!(SECTORS.rows.iter().all(|row| row.1.len() == 3));
    }

    #[test]
    fn two_sectors_with_one_role_give_it_once() {
        assert_eq!(Sector::cameo_actor("FRA", &[Sector::Civilians, Sector::Society]), "FRACVL");
    }
}
