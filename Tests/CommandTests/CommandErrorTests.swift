import Glibc
import Testing

@testable import neural_style

@Suite struct CommandErrorTests {
    @Test(
        "every error is one sentence that says what was wrong and what to do",
        arguments: [
            (CommandError.malformedSetting("seed"), "“seed” isn't an option: write --set key=value, without spaces."),
            (.givenTwice("size"), "“size” is given twice: use either --size or --set size=…."),
            (.resultIsOutput, "“result” can't be set here: the painting goes into OUT."),
            (
                .wrongWeights(count: 1, styles: 2),
                "--weights has 1 number for 2 styles: give one for each, separated by commas."
            ),
            (
                .unreadable(path: "a.png", reason: "Permission denied"),
                "can't read a.png (Permission denied): check the name and the file's permissions."
            ),
            (.notAFile(path: "b"), "b isn't a file: name a picture."),
            (
                .noExtension(path: "out"),
                "out has no extension, which would say its format: name it, for example, out.png."
            ),
            (
                .outputIsInput(path: "a.png"),
                "a.png is one of the pictures to read and would be lost: choose another name for the painting."
            ),
            (.outputNotAFile(path: "d.d"), "d.d exists and isn't a file: choose another name for the painting."),
            (
                .unwritable(path: "o.png", reason: "Read-only file system"),
                "can't write o.png (Read-only file system): choose another place, or change the permissions."
            ),
            (
                .noTemporaryFolder(path: "/nowhere", reason: "No such file or directory"),
                "can't make a folder in /nowhere (No such file or directory): set TMPDIR to a folder that you may write."
            ),
            (.gimpMissing, "there is no gimp-console in PATH: install GIMP 2.10 (on Debian: apt install gimp)."),
            (.wrongGimp(version: "GIMP 3.0"), "this needs GIMP 2.10, but PATH has GIMP 3.0: install GIMP 2.10."),
            (
                .gimpNotStarted(reason: "No memory"),
                "GIMP couldn't be started (No memory): check that gimp-console runs."
            ),
            (
                .plugInMissing,
                "GIMP doesn't know the Neural Style Transfer plug-in: "
                    + "run ./install.sh of neural-style-transfer as this user."
            ),
            (
                .notLoaded(path: "a.png", reason: "Corrupted"),
                "GIMP can't read a.png (Corrupted): check that it is a picture."
            ),
            (.notLoaded(path: "a.png", reason: nil), "GIMP can't read a.png: check that it is a picture."),
            (
                .formatRefused(fileExtension: "foo", reason: nil),
                "GIMP can't write such a picture as .foo: choose another format, such as .png."
            ),
            (.notPainted(reason: "The weights are missing: run X."), "The weights are missing: run X."),
            (.notPainted(reason: "The weights are missing: run X"), "The weights are missing: run X."),
            (
                .notPainted(reason: nil),
                "the plug-in stopped without saying why: try again with a smaller --size."
            ),
            (
                .notSaved(path: "o.png", reason: nil),
                "GIMP couldn't write o.png: check that there is room on the disk."
            ),
            (
                .gimpDied(how: "signal 9", reason: nil),
                "GIMP ended before the painting was done (signal 9): try again with a smaller --size."
            ),
            (.unknownFigure("x", allowed: ["a", "b"]), "there is no figure “x”: choose one of a, b."),
            (
                .wrongPictures(figure: "ratio", usage: "PICTURE PAINTING"),
                "the figure “ratio” needs other pictures: write neural-style figure ratio PICTURE PAINTING -o OUT."
            ),
            (.wrongSetting("“size” can't be 0: choose another."), "“size” can't be 0: choose another."),
            (
                .optionOfFigure(key: "losses", figure: "ratio"),
                "“losses” can't be set here: the figure “ratio” shows what it does, or is made of it."
            ),
            (
                .figureInterrupted(signal: SIGINT, ready: 7, cells: 20),
                "stopped (Ctrl-C) with 7 of 20 cells ready: the same command goes on from there."
            ),
            (.interrupted(signal: SIGINT), "stopped (Ctrl-C); nothing was written."),
            (.interrupted(signal: SIGTERM), "stopped (signal 15); nothing was written."),
        ])
    func sentences(error: CommandError, sentence: String) {
        #expect(error.sentence == sentence)
    }

    @Test func `exit statuses are those that shells expect`() {
        #expect(CommandError.interrupted(signal: SIGINT).exitStatus == 130)
        #expect(CommandError.interrupted(signal: SIGTERM).exitStatus == 143)
        #expect(CommandError.figureInterrupted(signal: SIGTERM, ready: 1, cells: 2).exitStatus == 143)
        #expect(CommandError.unknownFigure("x", allowed: []).exitStatus == 64)
        #expect(CommandError.malformedSetting("x").exitStatus == 64)
        #expect(CommandError.gimpMissing.exitStatus == 1)
    }
}
