//! `newsint model`: training repeats to the byte, evaluation counts as the CoNLL scorer does.

use std::fs;

use crate::shared::newsint;

const GOLD: &str = "Kim\tB-PER\nJong\tI-PER\nUn\tI-PER\nvisited\tO\nMoscow\tB-LOC\n.\tO\n\n\
                    The\tO\nWorld\tB-ORG\nBank\tI-ORG\nlent\tO\nmoney\tO\n.\tO\n";

#[test]
fn evaluation_prints_scores_and_names_bad_lines() {
    let home = tempfile::tempdir().unwrap();
    let gold = home.path().join("gold.conll");
    fs::write(&gold, GOLD).unwrap();
    let gold = gold.to_str().unwrap();
    let ran = newsint(home.path(), &["model", "eval", "--json", gold]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let scores: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(scores["schema"], "newsint.evaluation/1");
    assert_eq!((&scores["words"], &scores["all"]["gold"]), (&12.into(), &3.into()));
    assert_eq!(scores["all"]["right"], 3, "{}", ran.out);
    let ran = newsint(home.path(), &["model", "eval", "--reliability", gold]);
    assert!(ran.out.contains("PER") && ran.out.contains("stated"), "{}", ran.out);
    fs::write(gold, "Kim\tB-PER\nJong\n").unwrap();
    let ran = newsint(home.path(), &["model", "eval", gold]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("gold.conll") && ran.err.contains("line 2"), "{}", ran.err);
    fs::write(gold, "").unwrap();
    assert_eq!(newsint(home.path(), &["model", "eval", gold]).code, Some(1));
}

#[test]
fn the_sentences_of_the_sample_corpus_keep_their_names() {
    let home = tempfile::tempdir().unwrap();
    let gold = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/gold/sample.conll");
    let ran = newsint(home.path(), &["model", "eval", "--json", gold]);
    let scores: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert!(scores["sentences"].as_u64() >= Some(200), "{}", ran.out);
    assert!(scores["all"]["f1"].as_f64() >= Some(0.89), "{}", ran.out);
}

#[test]
fn russian_names_come_from_a_model_of_their_own() {
    let home = tempfile::tempdir().unwrap();
    // Neither name is in the tables.
    let gold = "Директор\tO\nзавода\tO\nСергей\tB-PER\nВетлугин\tI-PER\nприехал\tO\nв\tO\n\
                Кострому\tB-LOC\n.\tO\n";
    let path = home.path().join("ru.conll");
    fs::write(&path, gold).unwrap();
    let path = path.to_str().unwrap();
    let ran = newsint(home.path(), &["model", "eval", "--lang", "ru", "--json", path]);
    let scores: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(scores["all"]["right"], 2, "{}", ran.out);
    let ran =
        newsint(home.path(), &["model", "train", "--lang", "tlh", "--data", ".", "--out", "m"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("tlh"), "{}", ran.err);
}

#[test]
fn names_of_the_user_are_known_and_faults_of_their_table_are_told() {
    let home = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| fs::write(home.path().join(name), text).unwrap();
    file("newsint.toml", "[lexicon]\nfiles = [\"own.tsv\"]\n");
    file("own.tsv", "# ships\nPA\tPRODUCT\tMT Vella Dawn\t\tVella Dawn\n");
    file("text.txt", "Inspectors say the Vella Dawn left port at night, and that APT77 knew.\n");
    let run = || {
        std::process::Command::new(env!("CARGO_BIN_EXE_newsint"))
            .args(["--home", ".", "tag", "text.txt"])
            .current_dir(home.path())
            .output()
            .unwrap()
    };
    let ran = run();
    let out = String::from_utf8_lossy(&ran.stdout).to_string();
    assert!(out.contains("MT Vella Dawn"), "{out}");
    assert!(out.contains("APT77"), "{out}");
    file("own.tsv", "PA\tPRODUCT\tVella Dawn\nPA\tSHIP\tQuill\n");
    let ran = run();
    let err = String::from_utf8_lossy(&ran.stderr).to_string();
    assert!(err.contains("own.tsv") && err.contains("line 2") && err.contains("SHIP"), "{err}");
}

#[test]
fn training_repeats_to_the_byte_and_learns() {
    let home = tempfile::tempdir().unwrap();
    let path = |name: &str| home.path().join(name).to_str().unwrap().to_string();
    // A name that no table has: only the trained model can know it.
    let names = ["Blenkarg", "Vorstell", "Quimbay", "Dranow", "Tessick", "Halvern"];
    let mut text = String::new();
    for name in names.iter().cycle().take(60) {
        text.push_str("zorped\tO\nby\tO\n");
        text.push_str(name);
        text.push_str("\tB-ORG\n.\tO\n\n");
    }
    fs::write(path("data.conll"), text).unwrap();
    fs::write(path("clusters.tsv"), "by\t1\t1\n").unwrap();
    let recipe = "clusters = \"clusters.tsv\"\nrounds = 3\ncount_min = 1\nweight_min = 0.0\n\
                  [[data]]\nfile = \"data.conll\"\nscheme = \"common\"\n";
    fs::write(path("recipe.toml"), recipe).unwrap();
    let folder = home.path().to_str().unwrap();
    let (recipe, one, two) = (path("recipe.toml"), path("one.bin"), path("two.bin"));
    for out in [&one, &two] {
        let line = ["model", "train", "--data", folder, "--recipe", &recipe, "--out", out];
        let ran = newsint(home.path(), &line);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
    }
    assert_eq!(fs::read(&one).unwrap(), fs::read(&two).unwrap());
    let gold = path("gold.conll");
    fs::write(&gold, "zorped\tO\nby\tO\nBlenkarg\tB-ORG\n.\tO\n").unwrap();
    let ran = newsint(home.path(), &["model", "eval", "--json", "--model", &one, &gold]);
    let scores: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(scores["all"]["right"], 1, "{}", ran.out);
    let ran = newsint(home.path(), &["model", "eval", "--model", &recipe, &gold]);
    assert_eq!(ran.code, Some(2), "a recipe is no model");
    let ran = newsint(home.path(), &["model", "train", "--data", folder, "--out", &two]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("wordclusters-en.tsv.gz"), "{}", ran.err);
}
