import Crypto

/// A digest in hexadecimal digits.
func hexDigits(_ digest: some Digest) -> String {
    digest.map { $0 < 16 ? "0\(String($0, radix: 16))" : String($0, radix: 16) }.joined()
}
