//! Which machines a crawler may connect to: public ones, and those the user named.
//!
//! A name in a link can point anywhere, so what is judged is the address a name resolves to, at
//! the time of connecting.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use rustc_hash::FxHashSet;
use url::Host;

use crate::error::{Error, Result};

/// A block of IPv4 addresses: its first address, the length of its prefix in bits, what it is.
type Block4 = ([u8; 4], u32, &'static str);
/// A block of IPv6 addresses, by the upper half of its first address.
type Block6 = (u64, u32, &'static str);

const METADATA: &str = "cloud metadata address";
const PRIVATE: &str = "private address";
const DOCUMENTATION: &str = "documentation address";
const PROTOCOL: &str = "address of a protocol";

/// The IANA IPv4 Special-Purpose Address Registry (RFC 6890) and multicast (RFC 5771). The first
/// block that holds an address names it.
const BLOCKS_4: &[Block4] = &[
    ([169, 254, 169, 254], 32, METADATA),
    ([169, 254, 170, 2], 32, METADATA),
    ([100, 100, 100, 200], 32, METADATA),
    ([192, 0, 0, 192], 32, METADATA),
    // A public address that one provider answers from inside every machine.
    ([168, 63, 129, 16], 32, METADATA),
    ([0, 0, 0, 0], 8, "address of this network"),
    ([10, 0, 0, 0], 8, PRIVATE),
    ([100, 64, 0, 0], 10, "carrier-grade NAT address"),
    ([127, 0, 0, 0], 8, "loopback address"),
    ([169, 254, 0, 0], 16, "link-local address"),
    ([172, 16, 0, 0], 12, PRIVATE),
    ([192, 0, 0, 0], 24, PROTOCOL),
    ([192, 0, 2, 0], 24, DOCUMENTATION),
    ([192, 31, 196, 0], 24, PROTOCOL),
    ([192, 52, 193, 0], 24, PROTOCOL),
    ([192, 88, 99, 0], 24, "6to4 relay address"),
    ([192, 168, 0, 0], 16, PRIVATE),
    ([192, 175, 48, 0], 24, PROTOCOL),
    ([198, 18, 0, 0], 15, "benchmarking address"),
    ([198, 51, 100, 0], 24, DOCUMENTATION),
    ([203, 0, 113, 0], 24, DOCUMENTATION),
    ([224, 0, 0, 0], 4, "multicast address"),
    ([255, 255, 255, 255], 32, "broadcast address"),
    ([240, 0, 0, 0], 4, "reserved address"),
];

/// The IANA IPv6 Special-Purpose Address Registry; prefixes of at most 64 bits.
const BLOCKS_6: &[Block6] = &[
    (0x0064_ff9b_0001_0000, 48, "address translation prefix"),
    (0x0100_0000_0000_0000, 64, "discard address"),
    (0x2001_0db8_0000_0000, 32, DOCUMENTATION),
    (0x2001_0000_0000_0000, 23, PROTOCOL),
    (0x2620_004f_8000_0000, 48, PROTOCOL),
    (0x3fff_0000_0000_0000, 20, DOCUMENTATION),
    (0x5f00_0000_0000_0000, 16, "segment routing address"),
    (0xfc00_0000_0000_0000, 7, PRIVATE),
    (0xfe80_0000_0000_0000, 10, "link-local address"),
    (0xfec0_0000_0000_0000, 10, "site-local address"),
    (0xff00_0000_0000_0000, 8, "multicast address"),
];

/// Metadata services inside the private block of IPv6.
const METADATA_6: &[Ipv6Addr] = &[
    Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254),
    Ipv6Addr::new(0xfd20, 0x00ce, 0, 0, 0, 0, 0, 0x0254),
];

/// Why an address must not be connected to; `None` for public unicast.
///
/// Everything in the IANA special-purpose registries (RFC 6890 and its updates) is refused, and so
/// is all IPv6 outside the global unicast block `2000::/3`. An IPv4 address inside an IPv6 one
/// (mapped, 6to4) is judged as itself.
pub fn refusal(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => refusal_4(address),
        IpAddr::V6(address) => refusal_6(address),
    }
}

fn refusal_4(address: Ipv4Addr) -> Option<&'static str> {
    let bits = address.to_bits();
    let holds = |first: [u8; 4], length: u32| {
        let shift = u32::BITS - length;
        bits >> shift == u32::from_be_bytes(first) >> shift
    };
    BLOCKS_4.iter().find(|(first, length, _)| holds(*first, *length)).map(|(_, _, what)| *what)
}

fn refusal_6(address: Ipv6Addr) -> Option<&'static str> {
    if let Some(inner) = address.to_ipv4_mapped() {
        return refusal_4(inner);
    }
    if METADATA_6.contains(&address) {
        return Some(METADATA);
    }
    let bits = address.to_bits();
    match bits {
        0 => return Some("unspecified address"),
        1 => return Some("loopback address"),
        _ => {}
    }
    match bits >> 32 {
        0 => return Some("IPv4-compatible address"),
        // 64:ff9b::/96, RFC 6052.
        0x0064_ff9b_0000_0000_0000_0000 => return Some("address translation prefix"),
        _ => {}
    }
    if bits >> 112 == 0x2002 {
        return refusal_4(Ipv4Addr::from_bits((bits >> 80) as u32));
    }
    let upper = (bits >> 64) as u64;
    let holds = |first: u64, length: u32| {
        let shift = u64::BITS - length;
        upper >> shift == first >> shift
    };
    let block = BLOCKS_6.iter().find(|(first, length, _)| holds(*first, *length));
    let global = bits >> 125 == 0b001;
    block.map(|(_, _, what)| *what).or((!global).then_some("reserved address"))
}

/// Hosts that may be asked wherever they resolve to: `--allow-host HOST:PORT`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllowedHosts {
    entries: FxHashSet<(String, u16)>,
}

impl AllowedHosts {
    /// Reads `HOST:PORT` entries: `localhost:8080`, `10.0.0.7:80`, `[::1]:8080`. An entry stands
    /// for that spelling of the host and that port, and for nothing else.
    ///
    /// An entry without a port, or with anything but a host, is an error that says what to write.
    pub fn parse(entries: &[String]) -> Result<Self> {
        let mut hosts = Self::default();
        for entry in entries {
            let read = read(entry.trim()).ok_or_else(|| {
                Error::usage_hint(
                    format!("{entry} is not a host and a port"),
                    "write HOST:PORT, such as localhost:8080 or [::1]:8080",
                )
            })?;
            hosts.entries.insert(read);
        }
        Ok(hosts)
    }

    /// Whether the host, as it stands in a URL, may be asked at this port.
    pub fn allows(&self, host: &str, port: u16) -> bool {
        !self.entries.is_empty() && self.entries.contains(&(plain(host), port))
    }
}

fn read(entry: &str) -> Option<(String, u16)> {
    let (host, port) = entry.rsplit_once(':')?;
    if !port.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let port: u16 = port.parse().ok().filter(|port| *port != 0)?;
    let bracketed = host.starts_with('[') && host.ends_with(']');
    // The standard allows a star in a host; here it would look like a wild card.
    if host.contains('*') || (host.contains(':') && !bracketed) {
        return None;
    }
    let host = Host::parse(host).ok()?.to_string();
    let host = plain(&host);
    (!host.is_empty()).then_some((host, port))
}

/// A host in lower case, without brackets and final dot.
fn plain(host: &str) -> String {
    let inner = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    inner.strip_suffix('.').unwrap_or(inner).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(address: &str) -> Option<&'static str> {
        refusal(address.parse().unwrap())
    }

    #[test]
    fn special_addresses_are_refused_for_what_they_are() {
        for (address, reason) in [
            ("0.0.0.0", "address of this network"),
            ("0.1.2.3", "address of this network"),
            ("10.255.0.1", PRIVATE),
            ("100.64.0.1", "carrier-grade NAT address"),
            ("100.127.255.255", "carrier-grade NAT address"),
            ("100.100.100.200", METADATA),
            ("127.0.0.1", "loopback address"),
            ("127.255.255.254", "loopback address"),
            ("168.63.129.16", METADATA),
            ("169.254.169.254", METADATA),
            ("169.254.1.1", "link-local address"),
            ("172.16.0.1", PRIVATE),
            ("172.31.255.255", PRIVATE),
            ("192.0.0.9", PROTOCOL),
            ("192.0.2.1", DOCUMENTATION),
            ("192.88.99.1", "6to4 relay address"),
            ("192.168.1.1", PRIVATE),
            ("198.18.0.1", "benchmarking address"),
            ("198.19.255.255", "benchmarking address"),
            ("198.51.100.7", DOCUMENTATION),
            ("203.0.113.7", DOCUMENTATION),
            ("224.0.0.1", "multicast address"),
            ("239.255.255.255", "multicast address"),
            ("240.0.0.1", "reserved address"),
            ("255.255.255.255", "broadcast address"),
            ("::", "unspecified address"),
            ("::1", "loopback address"),
            ("::2", "IPv4-compatible address"),
            ("::8.8.8.8", "IPv4-compatible address"),
            ("::ffff:127.0.0.1", "loopback address"),
            ("::ffff:169.254.169.254", METADATA),
            ("::ffff:0:8.8.8.8", "reserved address"),
            ("64:ff9b::8.8.8.8", "address translation prefix"),
            ("64:ff9b:1::1", "address translation prefix"),
            ("64:ff9b:2::1", "reserved address"),
            ("100::1", "discard address"),
            ("2001::1", PROTOCOL),
            ("2001:1ff::1", PROTOCOL),
            ("2001:db8::1", DOCUMENTATION),
            ("2002:a00:1::1", PRIVATE),
            ("2002:7f00:1::", "loopback address"),
            ("3fff:fff::1", DOCUMENTATION),
            ("5f00::1", "segment routing address"),
            ("4000::1", "reserved address"),
            ("fc00::1", PRIVATE),
            ("fd00:ec2::254", METADATA),
            ("fdff::1", PRIVATE),
            ("fe80::1", "link-local address"),
            ("febf::1", "link-local address"),
            ("fec0::1", "site-local address"),
            ("ff02::1", "multicast address"),
        ] {
            assert_eq!(judge(address), Some(reason), "{address}");
        }
    }

    #[test]
    fn public_addresses_pass_and_so_do_the_neighbours_of_special_ones() {
        for address in [
            "1.0.0.0",
            "8.8.8.8",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.0.3.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "203.0.112.255",
            "223.255.255.255",
            "::ffff:8.8.8.8",
            "2001:200::1",
            "2001:4860:4860::8888",
            "2002:808:808::1",
            "2606:4700::1111",
            "2a00:1450:4001::1",
            "3ffe::1",
        ] {
            assert_eq!(judge(address), None, "{address}");
        }
    }

    #[test]
    fn a_named_host_is_that_host_at_that_port() {
        let entries = ["LocalHost:8080", "[0:0:0:0:0:0:0:1]:81", "127.0.0.1:80", "dev.example.:9"];
        let hosts = AllowedHosts::parse(&entries.map(String::from)).unwrap();
        for (host, port, allowed) in [
            ("localhost", 8080, true),
            ("localhost.", 8080, true),
            ("localhost", 8081, false),
            ("a.localhost", 8080, false),
            ("127.0.0.1", 8080, false),
            ("[::1]", 81, true),
            ("::1", 81, true),
            ("127.0.0.1", 80, true),
            ("127.0.0.2", 80, false),
            ("dev.example", 9, true),
            ("xdev.example", 9, false),
            ("", 80, false),
        ] {
            assert_eq!(hosts.allows(host, port), allowed, "{host} {port}");
        }
        assert!(!AllowedHosts::default().allows("localhost", 80));
    }

    #[test]
    fn what_is_no_host_and_port_is_an_error() {
        for entry in [
            "",
            ":80",
            ".:80",
            "localhost",
            "localhost:",
            "localhost:0",
            "localhost:+80",
            "localhost:65536",
            "http://localhost:80",
            "::1:80",
            "[::1]",
            "*:80",
            "*.example:80",
            "a b:80",
            "user@host:80",
            "host/path:80",
        ] {
            let error = AllowedHosts::parse(&[entry.to_string()]).unwrap_err();
            assert!(error.hint().unwrap().contains("HOST:PORT"), "{entry}");
        }
    }
}
