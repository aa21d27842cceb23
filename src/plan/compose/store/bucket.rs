//! The file store, which every app has: releases and copies of stores are in it, too.

use crate::plan::compose::Composer;
use crate::preset::Store;
use crate::resource::Grant;
use crate::resource::bucket::Bucket;
use crate::resource::bucket_cors::BucketCors;

/// Without a file store of its own an app still needs a bucket for its releases; nothing old is kept there for long.
const DEFAULT_OLD_VERSION_DAYS: u32 = 7;

impl Composer<'_> {
    pub(in crate::plan::compose) fn files_granted(&self) -> Grant {
        Grant::Files(self.at("files"))
    }

    pub(in crate::plan::compose) fn files(&mut self) {
        let files = self.layout.preset.bucket().map(|(_, store)| store);
        let backups = self.layout.keeps_data();
        let folders = self.layout.on_server().any(|placed| placed.store.is_copied_folder());
        let days = |of: fn(&Store) -> Option<u32>| files.and_then(of).unwrap_or(DEFAULT_OLD_VERSION_DAYS);
        let bucket = Bucket {
            base: self.named(35, "files"),
            versioning: true,
            old_version_days: days(|store| store.old_version_days),
            unfinished_upload_days: days(|store| store.unfinished_upload_days),
            backup_days: backups.then_some(self.layout.answers.data.backup_days),
            copied_disk_gb: folders.then_some(self.layout.tier.server.data_gb),
            no_uploads: files.is_none(),
        };
        let bucket = self.add("files", bucket);
        if files.is_some_and(|store| store.cors) {
            let origins = self.origins();
            self.add::<BucketCors>("files-cors", BucketCors { bucket, origins });
        }
    }
}
