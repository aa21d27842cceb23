//! The server's script on Ubuntu itself: systemd, cloud-init, apt, Docker, Caddy, ext4. Replaced are only `aws`, `snap`
//! and where images come from, and what no container has: an EBS disk's name and udev.

mod disk;
mod life;
mod machine;
mod release;
mod root;
mod server;
mod stores;
mod units;
