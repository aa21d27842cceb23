//! The real account, through the AWS SDK. SDK types stay below this folder.
