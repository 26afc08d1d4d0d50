//! Are names of a list in the corpus? Names against the names, aliases, birth dates and countries of
//! people and organisations on a list, each score with its reasons. Offline.

mod arabic;
mod fold;
mod list;
mod score;

use rustc_hash::FxHashMap;

pub use list::{Target, TargetKind, read};
pub use score::{Match, Reason};

use crate::limits::{LINK_CANDIDATES_MAX, LINK_NAMES_OF_KEY_MAX};
use score::Name;

/// A list that names are looked up in.
#[derive(Debug)]
pub struct List {
    targets: Vec<Target>,
    names: Vec<Name>,
    /// Which names have a word that sounds like this.
    keys: FxHashMap<String, Vec<u32>>,
}

impl List {
    /// Makes a list ready.
    pub fn new(targets: Vec<Target>) -> Self {
        let mut list = Self { targets, names: Vec::new(), keys: FxHashMap::default() };
        for (number, target) in list.targets.iter().enumerate() {
            for (at, name) in target.names.iter().enumerate() {
                let Some(name) = Name::new(name, number, at > 0) else { continue };
                let id = list.names.len() as u32;
                for key in name.keys() {
                    list.keys.entry(key.to_string()).or_default().push(id);
                }
                list.names.push(name);
            }
        }
        list
    }

    /// What is on the list.
    pub fn targets(&self) -> &[Target] {
        &self.targets
    }

    /// The targets that any of these names of one entity may mean, best first, with scores of at
    /// least `least`. `kind` is what the entity is.
    pub fn find<'a>(
        &'a self,
        names: impl IntoIterator<Item = &'a str>,
        kind: TargetKind,
        least: f64,
    ) -> Vec<Match<'a>> {
        let mut best: FxHashMap<usize, Match<'a>> = FxHashMap::default();
        for words in names {
            let Some(name) = Name::new(words, 0, false) else { continue };
            for id in self.candidates(&name) {
                let Some(other) = self.names.get(id as usize) else { continue };
                let Some(target) = self.targets.get(other.target) else { continue };
                if !target.kind.fits(kind) {
                    continue;
                }
                let found = score::compare(&name, other, words, target);
                let better = best.get(&other.target).is_none_or(|b| found.score > b.score);
                if found.score >= least && better {
                    best.insert(other.target, found);
                }
            }
        }
        let mut out: Vec<_> = best.into_iter().collect();
        out.sort_by(|(a, x), (b, y)| y.score.total_cmp(&x.score).then(a.cmp(b)));
        out.into_iter().map(|(_, found)| found).collect()
    }

    /// Names that share the sound of a word, those with most in common first.
    fn candidates(&self, name: &Name) -> Vec<u32> {
        let mut counts: FxHashMap<u32, usize> = FxHashMap::default();
        for key in name.keys() {
            let ids = self.keys.get(key).map_or(&[][..], Vec::as_slice);
            // A word that half the list has tells nothing, unless it is the whole name.
            if ids.len() > LINK_NAMES_OF_KEY_MAX && name.keys().count() > 1 {
                continue;
            }
            for id in ids {
                *counts.entry(*id).or_default() += 1;
            }
        }
        let mut out: Vec<_> = counts.into_iter().collect();
        out.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        out.truncate(LINK_CANDIDATES_MAX);
        out.into_iter().map(|(id, _)| id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> List {
        let target = |id: &str, kind, names: &[&str]| Target {
            id: id.to_string(),
            kind,
            names: names.iter().map(|n| (*n).to_string()).collect(),
            ..Target::default()
        };
        List::new(vec![
            target("p1", TargetKind::Person, &["Sergei Petrovich Volkov", "Сергей Волков"]),
            target("p2", TargetKind::Person, &["Muhammad al-Hasan"]),
            target("p3", TargetKind::Person, &["Kim Chol Su", "김철수"]),
            target("o1", TargetKind::Organization, &["Norwick Shipping Company Limited"]),
        ])
    }

    fn best(name: &str, kind: TargetKind) -> Option<(String, f64)> {
        let list = list();
        let found = list.find([name], kind, 0.8);
        found.first().map(|m| (m.target.id.clone(), m.score))
    }

    #[test]
    fn spellings_orders_and_scripts_meet() {
        for (name, kind, id) in [
            ("Sergey Volkov", TargetKind::Person, "p1"),
            ("VOLKOV, Sergei", TargetKind::Person, "p1"),
            ("Серге́й Петрович Волков", TargetKind::Person, "p1"),
            ("Mohammed Al Hassan", TargetKind::Person, "p2"),
            ("Kim Chol-su", TargetKind::Person, "p3"),
            ("김철수", TargetKind::Person, "p3"),
            ("Norwick Shipping Co. Ltd.", TargetKind::Organization, "o1"),
            ("Norwick Shipping", TargetKind::Organization, "o1"),
        ] {
            assert_eq!(best(name, kind).map(|b| b.0).as_deref(), Some(id), "{name}");
        }
    }

    /// Names in Arabic letters, spellings of them, and names that share most of their letters.
    const ARABIC: &[(&str, &[&str], &[&str])] = &[
        (
            "محمد حسين",
            &["Mohammed Hussein", "Muhammad Husayn", "Mohamed Hossein"],
            &["Mohammed Hassan", "Mahmoud Hamdan"],
        ),
        (
            "عبد الرحمن القرضاوي",
            &["Abdul Rahman al-Qaradawi", "Abderrahmane Qaradawi", "Abdelrahman El Karadawi"],
            &["Abdul Rahman al-Kurdi", "Abdel Nasser al-Qaradawi"],
        ),
        (
            "معمر القذافي",
            &["Muammar Gaddafi", "Moammar al-Qadhafi", "Mouammar Kadhafi"],
            &["Omar Kaddour"],
        ),
        ("حسن نصرالله", &["Hassan Nasrallah", "Hasan Nasr Allah"], &["Hussein Nasrallah"]),
        ("جمال عثمان", &["Gamal Osman", "Jamal Othman", "Djamal Othmane"], &["Kamal Salman"]),
        ("عمر البشير", &["Omar al-Bashir", "Umar Albashir", "Omar El Bechir"], &["Amir al-Basri"]),
        ("محمد درويش", &["Mohamed Darwich", "Muhammad Darwish"], &["Mahmoud Darwish"]),
        ("محمود درويش", &["Mahmoud Darwish", "Mahmud Darwich"], &["Mohammed Darwish"]),
        (
            "كمال سليمان",
            &["Kamal Suleiman", "Kemal Soliman"],
            &["Gamal Suleiman", "Jamal Suleiman"],
        ),
        ("جمال سليمان", &["Gamal Suleiman", "Djamel Slimane"], &["Kamal Suleiman"]),
        ("يوسف قطب", &["Yusuf Qutb", "Youssef Kotb", "Youssouf Qutb"], &[]),
        ("سعود المنصور", &["Saud al-Mansour", "Saud Almansur"], &["Saeed al-Mansour"]),
        ("رشاد حميد", &["Rashad Hamid", "Rachad Hameed"], &["Rashid Hammad"]),
        ("فاطمة زيد", &["Fatima Zayd", "Fatimah Zeid", "Fatma Zaid"], &[]),
        ("مريم داود", &["Maryam Dawood", "Maryam Daud"], &[]),
        ("إسماعيل هنية", &["Ismail Haniyeh", "Ismael Haniya", "Esmail Haniyya"], &[]),
        ("وليد نور الدين", &["Walid Nureddin", "Oualid Noureddine"], &["Khaled Nureddin"]),
    ];

    #[test]
    fn arabic_names_meet_their_latin_spellings() {
        let alike = |listed: &str, name: &str| {
            let target = Target { names: vec![listed.to_string()], ..Target::default() };
            !List::new(vec![target]).find([name], TargetKind::Person, 0.85).is_empty()
        };
        for (arabic, spellings, others) in ARABIC {
            for spelling in *spellings {
                assert!(alike(arabic, spelling), "{spelling} in a text");
                assert!(alike(spelling, arabic), "{spelling} on the list");
            }
            for other in *others {
                assert!(!alike(arabic, other), "{other} is none");
            }
        }
        for (a, b) in [
            ("Muammar Gaddafi", "Moammar al-Qadhafi"),
            ("Mohammed Hussein", "Muhammad Husayn"),
            ("Abdul Rahman al-Qaradawi", "Abderrahmane El Karadaoui"),
            ("Hassan Nasrallah", "Hasan Nasr Allah"),
        ] {
            assert!(alike(a, b), "{a} {b}");
        }
        assert!(!alike("Mohammed Hussein", "Mohammed Hassan"));
    }

    #[test]
    fn one_common_name_and_another_kind_are_no_match() {
        for (name, kind) in [
            ("Kim", TargetKind::Person),
            ("Sergei", TargetKind::Person),
            ("Kim Yo Jong", TargetKind::Person),
            ("Sergei Lavrov", TargetKind::Person),
            ("Volkov Shipping", TargetKind::Organization),
            ("Sergei Volkov", TargetKind::Organization),
            ("Norwick Bank", TargetKind::Organization),
        ] {
            assert_eq!(best(name, kind), None, "{name}");
        }
    }
}
