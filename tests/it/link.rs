//! `newsint link`: names of a list in a corpus.

use std::fs;

use crate::shared::newsint;

const TEXT: &str = "Laura Benning, born on 3 May 1962, led Norwick Shipping Ltd. in South Korea, \
                    said Tom Harrow. Mr. Harrow left Norwick Shipping Ltd. in 2019.";

#[test]
fn names_are_found_with_reasons_and_told_once() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let file = home.join("one.txt");
    fs::write(&file, TEXT).unwrap();
    assert_eq!(newsint(home, &["add", file.to_str().unwrap()]).code, Some(0));
    let csv = home.join("names.csv");
    fs::write(
        &csv,
        "id,name,type,aliases,birth_date,countries\n\
         p1,\"Benning, Laura\",person,,1962-05-03,KR\n\
         p2,Thomas Harris,person,,,\n\
         p3,Laura Henning,organization,,,\n",
    )
    .unwrap();
    let link = |more: &[&str]| {
        newsint(home, &[&["link", "--json", "--against", csv.to_str().unwrap()], more].concat())
    };
    let found = link(&[]).json();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["target"]["id"], "p1");
    assert_eq!(found[0]["words"].as_array().unwrap().len(), 2);
    assert_eq!(found[0]["countries_named"][0], "KR");
    assert!(found[0]["score"].as_f64().unwrap() > 0.95);
    assert_eq!(link(&["--only-new"]).code, Some(0));
    assert_eq!(link(&["--only-new"]).code, Some(1), "it was shown");
    let ftm = home.join("targets.ftm.json");
    fs::write(
        &ftm,
        "{\"id\":\"o1\",\"schema\":\"Company\",\"properties\":{\"name\":[\"Norwick Shipping Limited\"],\
         \"country\":[\"us\"]}}\n{\"id\":\"a1\",\"schema\":\"Address\",\"properties\":{}}\n",
    )
    .unwrap();
    let run = newsint(home, &["link", "--json", "--against", ftm.to_str().unwrap()]);
    let found = run.json();
    assert_eq!(found[0]["target"]["id"], "o1", "{}", run.err);
    assert_eq!(found[0]["countries_not_named"], true);
    fs::write(
        &csv,
        "\u{feff}Name;Date of birth;Country;Type\r\nBenning, Laura;1962-05-03;South Korea|Atlantis;person\r\n\
         Laura Benning;;;vessel\r\n",
    )
    .unwrap();
    let found = link(&[]).json();
    assert_eq!(found.len(), 1, "a ship is no person: {found:?}");
    assert_eq!(found[0]["countries_named"][0], "KR");
    assert_eq!(found[0]["dates_named"][0], "1962-05-03");
    assert_eq!(link(&["--min", "2"]).code, Some(2));
    fs::write(&csv, "title\nx\n").unwrap();
    assert_eq!(link(&[]).code, Some(2));
}
