//! The drivers of the network, the servers and their permissions against moto behind the strict proxy: every kind's
//! life from absent to gone, repeats included, whose things are whose, and that each kind calls exactly what it
//! declares.
#![cfg(feature = "aws")]

#[path = "drivers/world.rs"]
mod drivers;
mod moto;

#[path = "ec2/network.rs"]
mod network;
#[path = "ec2/obstacles.rs"]
mod obstacles;
#[path = "ec2/others.rs"]
mod others;
#[path = "ec2/servers.rs"]
mod servers;
#[path = "ec2/specs.rs"]
mod specs;
