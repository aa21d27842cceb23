//! Names of databases and of their users: what RDS takes, since any tier may put a database there.

/// Longest name of a database (RDS API, `CreateDBInstance`: `DBName`, `MasterUsername`).
pub const LONGEST_NAME: usize = 63;
/// Longest name of a user, which the engines keep shorter.
pub const LONGEST_USER: usize = 16;

/// Words that PostgreSQL reserves and does not take as a name (PostgreSQL documentation, appendix C, "reserved").
const RESERVED: &str = "all analyse analyze and any array as asc asymmetric authorization binary both case cast check \
    collate collation column concurrently constraint create cross current_catalog current_date current_role \
    current_schema current_time current_timestamp current_user default deferrable desc distinct do else end except \
    false fetch for foreign freeze from full grant group having ilike in initially inner intersect into is isnull join \
    lateral leading left like limit localtime localtimestamp natural not notnull null offset on only or order outer \
    overlaps placing primary references returning right select session_user similar some symmetric system_user table \
    tablesample then to trailing true union unique user using variadic verbose when where window with";
/// Users that RDS keeps for itself or refuses.
const TAKEN_USERS: [&str; 6] = ["admin", "rdsadmin", "rdsrepladmin", "rdsproxyadmin", "public", "none"];
/// Databases that are there already, and further words that RDS was seen to refuse ("It is a reserved word for this
/// engine").
const TAKEN_DATABASES: [&str; 9] =
    ["rdsadmin", "template0", "template1", "admin", "catalog", "db", "dispatch", "flag", "identity"];

/// Whether a text can name a database.
///
/// # Errors
/// The reason.
pub fn check(database: &str) -> Result<(), String> {
    name(database, LONGEST_NAME, &TAKEN_DATABASES)
}

/// Whether a text can name the user of one.
///
/// # Errors
/// The reason.
pub fn check_user(user: &str) -> Result<(), String> {
    name(user, LONGEST_USER, &TAKEN_USERS)
}

fn name(name: &str, longest: usize, taken: &[&str]) -> Result<(), String> {
    let begins = |c: char| c.is_ascii_alphabetic();
    if !name.starts_with(begins) || !name.chars().all(|c| begins(c) || c.is_ascii_digit() || c == '_') {
        let nearest: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        let meant = if nearest.starts_with(begins) { format!("; `{nearest}` would do") } else { String::new() };
        return Err(format!("letters, digits and `_`, the first a letter, is what RDS takes{meant}"));
    }
    if name.len() > longest {
        return Err(format!("at most {longest} characters is what RDS takes"));
    }
    let small = name.to_ascii_lowercase();
    let reserved = RESERVED.split_whitespace().any(|word| word == small) || taken.contains(&small.as_str());
    if reserved || small.starts_with("pg_") || small.starts_with("rds_") {
        return Err(format!("PostgreSQL or RDS reserves `{name}`: choose another, such as `app_{name}`"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_rds_takes() {
        assert_eq!((check("main_1"), check_user("app")), (Ok(()), Ok(())));
        for bad in ["", "1a", "a-b", "analyze", "db", "pg_x", &"a".repeat(64)] {
            assert!(check(bad).is_err(), "{bad}");
        }
        assert!(check_user("a_user_of_17_char").is_err() && check_user("admin").is_err());
    }
}
