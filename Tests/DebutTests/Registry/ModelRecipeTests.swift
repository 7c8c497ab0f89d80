import Testing

@testable import Debut
@testable import DebutEngine

@Suite struct ModelRecipeTests {
  private static func recipe(_ change: (inout ModelRecipe) -> Void) -> ModelRecipe {
    var recipe = ModelRecipe("gru", settings: [])
    change(&recipe)
    return recipe
  }

  static let texts: [(String, ModelRecipe)] = [
    ("gru", ModelRecipe("gru")),
    ("gru()", ModelRecipe("gru", settings: [])),
    (
      "gru(a=1,b=two)",
      recipe { $0.settings = [.init(name: "a", value: "1"), .init(name: "b", value: "two")] }
    ),
    ("small:gru()", recipe { $0.name = "small" }),
    (
      "gru(--epochs=3,--batch=4,--sampler=s,--patience=5,--seed=18446744073709551615,a=\"\")",
      recipe {
        ($0.epochs, $0.batch, $0.sampler, $0.patience, $0.seed) = (3, 4, "s", 5, .max)
        $0.settings = [.init(name: "a", value: "")]
      }
    ),
    (
      #""a:b":gru(c="x(\"y\\,z\") ")"#,
      recipe {
        $0.name = "a:b"
        $0.settings = [.init(name: "c", value: #"x("y\,z") "#)]
      }
    ),
  ]

  @Test(arguments: texts) func aTextIsItsRecipe(text: String, recipe: ModelRecipe) {
    #expect(ModelRecipe.list(text) == [recipe])
    #expect(ModelRecipe.list(ModelRecipe.text([recipe, recipe])) == [recipe, recipe])
  }

  /// A recipe with another one in it, as of a model that combines what combines others.
  @Test func recipesNest() {
    let inner = ModelRecipe.text(Self.texts.map(\.1))
    let outer = Self.recipe { $0.settings = [.init(name: "members", value: inner)] }
    #expect(ModelRecipe.list("\(outer),mf") == [outer, ModelRecipe("mf")])
  }

  @Test func blanksBetweenWordsDoNotCount() {
    #expect(
      ModelRecipe.list(" small : gru ( a = 1 , b = 2 ) , mf ")
        == ModelRecipe.list("small:gru(a=1,b=2),mf"))
  }

  /// A value may have options of its own.
  @Test func valuesWithBrackets() {
    let value = "popularity(exponent=0.75)"
    let recipe = ModelRecipe("gru4rec", settings: [Setting(name: "negatives", value: value)])
    #expect(ModelRecipe.list("mf,gru4rec(negatives=\(value))") == [ModelRecipe("mf"), recipe])
    #expect(ModelRecipe.list(recipe.description) == [recipe])
    #expect(ModelRecipe.list("gru4rec(negatives=popularity(exponent=0.75)") == nil)
  }

  @Test(arguments: [
    "", ",", "a,", ",a", "a,,b", "a b", "a:", ":a", "a:b", "a(", "a)", "a(b)", "a(b=1", "a(b=1,)",
    "a(=1)", "a(b=1)c", "a(--epochs=x)", "a(--epochs=1.5)", "a(--seed=-1)", "a(--nonsense=1)",
    "\"a",
    "\"a\\", "a(b=\"c)",
  ]) func otherTextsAreNone(text: String) {
    #expect(ModelRecipe.list(text) == nil)
  }
}
