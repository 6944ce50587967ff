/// What a protocol promises to its clients, one suite for every kind of upstream behind it.
package mos.token.contract;
