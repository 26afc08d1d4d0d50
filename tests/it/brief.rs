//! Tests of brief.
