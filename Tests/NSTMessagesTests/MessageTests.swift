import NSTMessages
import NSTVGG
import Testing

@Suite struct `A message` {
    @Test func `keeps braces that belong to a value`() {
        let message = Message("“{name}” and {other}", ["name": "{other}", "other": "x"])
        #expect(message.english == "“{other}” and x")
        #expect(message.filled(in: "{other}: {name}") == "x: {other}")
        #expect(Message("an open { brace").english == "an open { brace")
    }

    @Test(
        arguments: [
            (0.0, "0 s"), (0.2, "1 s"), (59, "59 s"), (59.5, "1 min 00 s"), (61, "1 min 01 s"), (125, "2 min 05 s"),
            (3599.9, "1 h 00 min"), (3720, "1 h 02 min"), (90000, "25 h 00 min"), (.infinity, "0 s"), (-1, "0 s"),
        ])
    func `gives a time in the units that matter`(_ seconds: Double, _ text: String) {
        #expect(Message.duration(seconds).english == text)
    }

    @Test(
        arguments: [
            (0, "1 MiB"), (700 << 20, "700 MiB"), (1 << 30, "1.0 GiB"), (5 << 30, "5.0 GiB"), (1500 << 20, "1.5 GiB"),
        ])
    func `gives memory in units of 1024`(_ bytes: Int, _ text: String) {
        #expect(Message.bytes(bytes).english == text)
    }

    @Test(
        arguments: [
            WeightError.damaged(path: "/w/vgg19.safetensors", expected: "a", found: "b"),
            .truncated(path: "/w/vgg19.safetensors", expectedBytes: 20, actualBytes: 10),
            .notFinite(tensor: "conv1_1.bias", path: "/w/vgg19.safetensors"),
            .malformed(path: "/w/vgg19.safetensors", reason: .invalidHeader),
        ])
    func `of damaged weights doesn't send the user for another network`(_ error: WeightError) {
        let sentence = error.message.english
        #expect(sentence.contains("/w/vgg19.safetensors is damaged"))
        #expect(!sentence.contains("vgg16"))
    }
}
