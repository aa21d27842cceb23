//! What the lines of a bill are, in words for people who have never seen one.

/// A part of a line's item, and what the line is. The first that fits counts.
const LINES: [(&str, &str); 23] = [
    (
        "(IPv4)",
        "An address that the internet knows. AWS bills every one by the hour, from when it exists, used or not.",
    ),
    ("Image of", "What the app's build made, kept in your account's registry so that servers can fetch it (ECR)."),
    ("Build of", "A machine that builds the app from its source, rented by the minute while it does (CodeBuild)."),
    ("Server ", "The computer that the app runs on, rented by the hour, day and night (EC2)."),
    ("System disk", "The server's own disk, with its operating system and the app's images, billed by its size (EBS)."),
    (
        "Data disk",
        "A disk of its own for what must outlive a server, billed by its size and not by what is on it (EBS).",
    ),
    ("Busy processors", "Hours in which the servers have more to do than is usual for their size."),
    ("Database db.", "The computer on which AWS runs your database and looks after it, day and night (RDS)."),
    ("Database storage", "The database's disk, billed by its size and not by what is in it."),
    ("Database backups", "Copies from which AWS can bring the database back; as much as its own size is included."),
    (
        "Nightly copies",
        "Copies of databases and folders that the server puts into the file store every night, billed by what is in \
         those of all the nights that are kept.",
    ),
    ("File storage", "What people upload, kept in the file store and billed by what is in it (S3)."),
    (
        "File writes",
        "Every time something is put into the file store or listed; AWS bills these requests by the thousand.",
    ),
    ("File reads", "Every time something is fetched from the file store; AWS bills these requests by the thousand."),
    (
        "NAT gateway hours",
        "The way out for servers that nobody can reach from the internet: without it they could fetch no images and no \
         updates, and send no mail. AWS bills it for every hour that it exists, busy or not: that makes it one of the \
         dearest lines.",
    ),
    ("NAT gateway traffic", "What passes through that way out, in either direction; AWS bills every GB of it."),
    (
        "Load balancer hours",
        "Takes in what people ask and gives it to a server that is healthy. AWS bills it for every hour that it \
        exists, busy or not.",
    ),
    (
        "Load balancer capacity units",
        "How busy the load balancer is: connections and traffic, measured in these units.",
    ),
    ("Traffic to people", "What the app sends to browsers."),
    (
        "Traffic between zones",
        "What servers, load balancer and database in different data centres say to each other, billed on its way out \
        and on its way in.",
    ),
    (
        "Log ingestion",
        "What servers and app write about their work, taken in by AWS and billed by the GB (CloudWatch).",
    ),
    ("Log storage", "Keeping these texts where you can search them."),
    ("DNS zone", "The place where the names of your domain are kept, billed for every month (Route 53)."),
];

/// What a line is, by its item; empty for what is not known.
#[must_use]
pub fn explained(item: &str) -> &'static str {
    LINES.iter().find(|(part, _)| item.contains(part)).map_or("", |(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_explanation_is_of_a_line_and_ends_as_a_sentence() {
        for (place, (part, words)) in LINES.iter().enumerate() {
            assert!(words.ends_with('.') && words.starts_with(char::is_uppercase), "{part}: {words}");
            assert!(LINES[..place].iter().all(|(earlier, _)| !part.contains(earlier)), "{part} is never found");
        }
    }
}
