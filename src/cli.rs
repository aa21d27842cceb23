//! The command line, as types only.

use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser as _};
use clap::{Args, Parser, Subcommand, ValueEnum};

/// From nothing to your app running over HTTPS in your own AWS account.
#[derive(Debug, Parser)]
#[command(name = "cloudstead", version, about, disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    /// Without a command: the wizard, or the menu of the existing deployment.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Flags of every command.
#[derive(Clone, Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
pub struct Common {
    /// Use the built-in practice account: nothing leaves this machine
    #[arg(long, global = true)]
    pub practice: bool,
    /// Profile of your AWS configuration
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    /// AWS region, such as eu-central-1
    #[arg(long, global = true, value_name = "REGION")]
    pub region: Option<String>,
    /// Talk to this address instead of AWS (an emulator)
    #[arg(long, global = true, value_name = "URL")]
    pub endpoint_url: Option<String>,
    /// Where answers and journals are kept
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "CLOUDSTEAD_STATE_DIR",
        value_parser = OsStringValueParser::new().map(PathBuf::from)
    )]
    pub state_dir: Option<PathBuf>,
    /// Machine-readable result or events as JSON lines on standard output
    #[arg(long, global = true)]
    pub json: bool,
    /// No full screen: questions and progress line by line
    #[arg(long, global = true)]
    pub plain: bool,
    /// Numbered questions and lines that are only ever added to
    #[arg(long, global = true, env = "ACCESSIBLE", value_parser = clap::builder::FalseyValueParser::new())]
    pub accessible: bool,
    /// Do not look at DNS and HTTPS from this machine at the end; `status` checks later
    #[arg(long, global = true)]
    pub no_verify: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// The apps that come with cloudstead
    Presets {
        #[command(subcommand)]
        show: Option<PresetsCommand>,
    },
    /// What a month costs; needs no account and no network
    Estimate {
        /// App: a catalog name or the path of a preset file
        #[arg(long)]
        preset: String,
        /// Tier of the preset
        #[arg(long)]
        tier: String,
        /// Answers whose usage and options to use
        #[arg(long, value_name = "FILE")]
        answers: Option<PathBuf>,
    },
    /// Everything that would be created, with price, minutes and what happens to data
    Plan {
        /// Your answers: the file that the wizard writes, or one of your own (the README shows one)
        #[arg(long, value_name = "FILE")]
        answers: PathBuf,
        /// As what to write it
        #[arg(long = "as", value_name = "FORM", value_enum, default_value_t)]
        form: PlanForm,
    },
    /// The least permissions (IAM policy) for exactly this plan
    Policy {
        /// Your answers: the file that the wizard writes, or one of your own (the README shows one)
        #[arg(long, value_name = "FILE")]
        answers: PathBuf,
    },
    /// Deploys what the answers say; goes on with an interrupted run of the same name
    Deploy {
        /// Your answers: the file that the wizard writes, or one of your own (the README shows one)
        #[arg(long, value_name = "FILE")]
        answers: PathBuf,
        /// Do not ask before creating or changing
        #[arg(long)]
        yes: bool,
    },
    /// Goes on with what was interrupted
    Resume {
        /// Which deployment; without it the only unfinished one
        name: Option<String>,
        /// Answers that hold secrets which were not stored before the interruption
        #[arg(long, value_name = "FILE")]
        answers: Option<PathBuf>,
        /// Do not ask before going on with a removal; nothing else is asked about
        #[arg(long)]
        yes: bool,
        /// The deployment's name, as consent to an empty database or file store where somebody removed the old one
        #[arg(long, value_name = "NAME")]
        confirm: Option<String>,
    },
    /// What exists, whether it is healthy, where it answers and what it costs
    Status {
        /// Which deployment; without it the only one
        name: Option<String>,
    },
    /// All deployments
    List,
    /// A password or key of a deployment, read from your account; without SECRET their names and what each is for
    Secret {
        /// Which deployment
        name: String,
        /// Which one to show, such as NEXTCLOUD_ADMIN_PASSWORD
        secret: Option<String>,
        /// Show it on the screen without asking
        #[arg(long, requires = "secret")]
        yes: bool,
    },
    /// Moves a deployment to another tier
    Upgrade {
        /// Which deployment; without it the only one
        name: Option<String>,
        /// Tier to change to, up or down: `cloudstead presets` lists them
        #[arg(long)]
        tier: String,
        /// Another budget with it, USD per month, such as 160: the alarm follows
        #[arg(long, value_name = "USD")]
        budget: Option<String>,
        /// Do not ask before changing
        #[arg(long)]
        yes: bool,
    },
    /// Removes a deployment and shows what is left on purpose
    Destroy {
        /// Which deployment; without it the only one
        name: Option<String>,
        /// Do not ask: a last snapshot of the database and the uploaded files are kept
        #[arg(long, requires = "confirm")]
        yes: bool,
        /// The deployment's name again, as consent
        #[arg(long, value_name = "NAME")]
        confirm: Option<String>,
        /// Keep a last snapshot of the database and the uploaded files without asking, also when the removal has begun
        #[arg(long)]
        keep_data: bool,
        /// Delete the uploaded files with all their old versions, without asking
        #[arg(long, conflicts_with = "keep_data")]
        delete_files: bool,
        /// Keep the images that were built in the account, and their repositories, without asking; with --yes they go
        /// otherwise
        #[arg(long)]
        keep_images: bool,
    },
}

/// As what a plan is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum PlanForm {
    /// A table to read; with --json for programs
    #[default]
    Text,
    /// A template for AWS CloudFormation, to go on without cloudstead
    #[value(name = "cloudformation")]
    CloudFormation,
}

#[derive(Debug, Subcommand)]
pub enum PresetsCommand {
    /// Prints the annotated preset, to copy and change
    Show {
        /// Name of a preset, such as compai
        name: String,
    },
    /// Makes a preset of your docker-compose file, and says what is different
    New {
        /// Your docker-compose.yml, its folder or its https address (without it: this folder); further ones are laid
        /// over it
        #[arg(long, short = 'f', value_name = "FILE")]
        from: Vec<PathBuf>,
        /// Values of its variables, in place of the .env beside it
        #[arg(long, value_name = "FILE")]
        env_file: Vec<PathBuf>,
        /// What to call it; without it, as the file or its folder is called
        #[arg(long)]
        name: Option<String>,
        /// Where to write the preset; without it, to the standard output
        #[arg(long = "output", short = 'o', value_name = "FILE")]
        out: Option<PathBuf>,
    },
}
