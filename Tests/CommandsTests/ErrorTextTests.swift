import DebutEngine
import Testing

@testable import Commands

/// The engine states facts; a session adds the command or option that would do.
@Suite struct ErrorTextTests {
  static let texts: [(any Error, String)] = [
    (
      EngineError.badSetting(name: "epochs", value: 0, expected: "a whole number from 1 to 9"),
      "--epochs 0 is not allowed: expected a whole number from 1 to 9"
    ),
    (
      EngineError.overlap(model: "m", users: 1, ratings: 12, trainedOn: "x", asked: "y"),
      "\"m\" was trained on 12 ratings of 1 user that it would be asked about: it was "
        + "trained on x and is asked about y; train it under this split, or go back to its own"
    ),
    (
      EngineError.otherFolds(model: "m", folds: [0, 1], asked: "leave last out"),
      "\"m\" was trained on the folds 0, 1 and is asked about leave last out: train it under this "
        + "split, or go back to its own"
    ),
    (
      EngineError.nothingHeldOut(split: "none"),
      "the split \"none\" holds nothing out to evaluate by: choose another (split fresh-users, "
        + "or split leave-last-out) and train again"
    ),
    (
      EngineError.otherItems(model: "m", trainedOn: "x", asked: "y", evidence: "none is shared"),
      "\"m\" was trained on x, and the items of y are others: none is shared; load x again, or "
        + "train on y"
    ),
    (
      EngineError.severalFolds(model: "m", folds: [3, 4]),
      "predict needs one model, and \"m\" is one for each of the folds 3, 4; train it with one "
        + "fold (split fresh-users --fold 3) or on everything (split none)"
    ),
    (EngineError.interrupted, "predict was interrupted; nothing of it was kept"),
    (
      EngineError.crossValidationInterrupted(done: 1, count: 1, folder: "f"),
      "evaluate was interrupted; 1 of 1 training are kept in f: the same line goes on from there"
    ),
    (
      EngineError.crossValidationInterrupted(done: 2, count: 3, folder: nil),
      "evaluate was interrupted after 2 of 3 trainings, and nothing of it was kept; with --resume "
        + "FOLDER what is done is kept, and the same line goes on from there"
    ),
    (
      EngineError.missingPlugin(path: "a", reason: "no model is called \"x\""),
      "cannot open a: no model is called \"x\"; if a plugin brought it, plugin load PATH first"
    ),
    (
      EngineError.noChecksum(path: "a"),
      "cannot open a: it has no checksum, so nobody knows whether it is as it was written; "
        + "--unverified opens it all the same"
    ),
    (
      EngineError.alreadyTrained(model: "m", epochs: 3, last: 2, isStop: false),
      "the training of \"m\" cannot go on: 3 epochs are trained and 2 asked for; --epochs says how "
        + "many there are to be in all"
    ),
    (
      EngineError.alreadyTrained(model: "m", epochs: 3, last: 2, isStop: true),
      "the training of \"m\" cannot go on: 3 epochs are trained and 2 asked for; --stop-after says "
        + "after which of all epochs to stop"
    ),
    (
      PluginError.notFound(path: "p", searched: ["a", "b"]),
      "there is no plugin at p, nor in a, b; plugin new PATH writes one, and the folders of "
        + "DEBUT_PLUGIN_PATH are searched"
    ),
    (
      PluginError.notAPlugin(path: "p", reason: "because"),
      "p is no plugin: because; expected a Swift source file, a folder of such, or a library made "
        + "by plugin load --out"
    ),
    (
      PluginError.noEntryPoint(path: "p", isLibrary: true),
      "p has no entry point of a plugin; plugin load SOURCES --out FILE makes a library that has"
    ),
    (
      PluginError.wrongVersion(path: "p", found: "x", expected: "y"),
      "p was made for another program: it is for x, this is y; plugin load SOURCES --out FILE makes "
        + "it anew"
    ),
    (
      PluginError.duplicateName(path: "p", kind: "model", name: "n", owner: "o"),
      "p: a model called \"n\" is registered already: the plugin o brought it; plugin reload o loads "
        + "that one anew"
    ),
    (
      PluginError.duplicateName(path: "p", kind: "model", name: "n", owner: nil),
      "p: a model called \"n\" is registered already: it is built in; choose another name in the "
        + "descriptor"
    ),
    (
      PluginError.loadedAlready(name: "n", path: "p"),
      "a plugin called \"n\" is loaded already, from p: plugin reload n loads it anew after an edit"
    ),
    (PluginError.noneLoaded, "no plugin is loaded yet; plugin load PATH loads one"),
    (
      PluginError.unknownPlugin(name: "n", known: []),
      "no plugin called \"n\" is loaded; plugin load PATH loads one"
    ),
    (
      PluginError.unknownPlugin(name: "n", known: ["other"]),
      "no plugin called \"n\" is loaded; loaded are other"
    ),
  ]

  @Test(arguments: texts.indices) func text(of index: Int) {
    #expect(errorText(Self.texts[index].0, command: "predict") == Self.texts[index].1)
  }

  @Test func aPartOfACommandHasANameOfItsOwn() {
    do {
      try naming("save --embeddings") { throw EngineError.severalFolds(model: "m", folds: [1, 2]) }
    } catch {
      #expect(errorText(error, command: "save").hasPrefix("save --embeddings needs one model"))
    }
    #expect(throws: EngineError.interrupted) {
      try naming("train --resume") { throw EngineError.interrupted }
    }
  }

  @Test func warningsNameOptions() {
    #expect(
      TrainingWarning.noEffect(setting: "epochs", model: "bias").text
        == "--epochs has no effect on bias")
    #expect(TrainingWarning.notTrained(folds: [1, 2]).text == "not trained: fold 1, 2")
    #expect(
      TrainingWarning.rateFollowsPlan(model: "gru", before: 2, now: 4, trained: 1).text
        == "the learning rate of gru follows the planned number of epochs, which was 2 until here "
        + "and is 4 now: not the same as 4 epochs in one go; --epochs 4 --stop-after 1 is, from the "
        + "start")
  }
}
