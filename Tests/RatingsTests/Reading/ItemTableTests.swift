import CDatabaseMaking
import Testing

@testable import Ratings

/// Files of items in layouts that people have.
@Suite("Items of any layout")
struct ItemTableTests {
  static let ratings = "userId,movieId,rating,timestamp\n1,2,3,4\n1,30,4,5\n"

  private func load(
    _ files: [String: String], _ set: (inout LoadOptions) -> Void = { _ in }
  ) throws -> Dataset {
    var options = LoadOptions()
    set(&options)
    return try Dataset.load(
      files: files.merging(["ratings.csv": Self.ratings]) { given, _ in given }, options: options)
  }

  @Test(
    "Separators, headers and lists are found",
    arguments: [
      ("items.csv", "id;name;genre;price\n2;Heat;Crime, Drama;3,5\n30;Ran;Drama;\n"),
      (
        "products.tsv",
        "sku\tproduct_name\tcategory\tprice\n2\tHeat\tCrime|Drama\t3,5\n30\tRan\tDrama\t\n"
      ),
      (
        "items.jsonl",
        """
        {"item_id": 2, "title": "Heat", "genres": ["Crime", "Drama"], "price": "3,5"}
        {"item_id": 30, "title": "Ran", "genres": ["Drama"], "price": null}

        """
      ),
      (
        "meta_films.json",
        """
        [{"id": "2", "title": "Heat",
          "genres": [{"id": 80, "name": "Crime"}, {"id": 18, "name": "Drama"}], "price": "3,5"},
         {"id": "30", "title": "Ran", "genres": [{"id": 18, "name": "Drama"}]}]
        """
      ),
      (
        "steam_games.json",
        """
        {u'id': u'2', u'app_name': u'Heat', u'genres': [u'Crime', u'Drama'], u'price': u'3,5'}
        {u'id': u'30', u'app_name': u'Ran', u'genres': [u'Drama'], u'early': False}

        """
      ),
      (
        "movies_metadata.csv",
        "id,title,genres,price\n2,Heat,\"[{'id': 80, 'name': 'Crime'}, {'id': 18, 'name': 'Drama'}]\",\"3,5\"\n"
          + "30,Ran,\"[{'id': 18, 'name': 'Drama'}]\",\n"
      ),
      (
        "films.item",
        "item_id:token\ttitle:token_seq\tclass:token_seq\tprice:token\n2\tHeat\tCrime Drama\t3,5\n30\tRan\tDrama\t\n"
      ),
    ])
  func layouts(_ name: String, _ text: String) throws {
    let data = try load([name: text])
    #expect(data.catalogue.items.map(\.title) == ["Heat", "Ran"], "\(data.notes)")
    #expect(
      data.catalogue.items.map(\.genres) == [["Crime", "Drama"], ["Drama"]], "\(data.notes)")
    let fields = data.tables.fields
    #expect(fields.values(of: 0).contains { $0.column.hasPrefix("price") && $0.text == "3,5" })
    #expect(!fields.values(of: 1).contains { $0.column.hasPrefix("price") })
  }

  @Test("What is said of columns and their marks counts")
  func said() throws {
    let items = "nr,short,headline,tags,when\n2,H,Heat,a / b,1995-12-15\n30,R,Ran,c,\n"
    let files = ["items.csv": items]
    let data = try load(files) {
      $0.columns[.item] = .found
      $0.title = .named("headline")
      $0.genres = .named("tags")
      $0.genreSeparator = .mark(" / ")
      $0.items = .file("items.csv")
    }
    // No column is known to be the id.
    #expect(data.notes.contains { $0.contains("items.csv is left out") && $0.contains("movieId") })
    let known = ["items.csv": items.replacing("nr,", with: "movie_id,")]
    let named = try load(known) {
      $0.title = .named("headline")
      $0.genres = .named("tags")
      $0.genreSeparator = .mark("/")
    }
    #expect(named.catalogue[0].title == "Heat" && named.catalogue[0].genres == ["a", "b"])
    #expect(
      named.tables.fields.values(of: 0).map(\.text) == ["H", "1995-12-15"]
        && named.tables.fields.columns == ["short", "when"])
    let whole = try load(known) {
      $0.title = .none
      $0.genres = .named("tags")
      $0.genreSeparator = .none
    }
    #expect(whole.catalogue[0].title.isEmpty && whole.catalogue[0].genres == ["a / b"])
    let none = try load(known) { $0.items = .none }
    #expect(
      none.catalogue[0].title.isEmpty && !none.notes.contains { $0.contains("no movies.csv") })
  }

  @Test("A column or a file that was said and is not there is an error")
  func wrong() throws {
    let files = ["items.csv": "id,title\n2,Heat\n"]
    #expect {
      _ = try load(files) { $0.title = .named("titel") }
    } throws: { "\($0)".contains("the header has no column \"titel\"; did you mean \"title\"?") }
    #expect {
      _ = try load(files) { $0.items = .file("no-such.csv") }
    } throws: { "\($0)".contains("no-such.csv: there is no such file") }
    #expect {
      _ = try load([:]) { $0.genres = .named("x") }
    } throws: { "\($0)".contains("--genres \"x\": expected a file of items") }
    #expect(throws: DataError.self) { try GenreSeparator(parsing: "and") }
    #expect(try GenreSeparator(parsing: "slash") == .mark("/"))
  }

  @Test("A file of items belongs to a file of ratings alone")
  func besideOneFile() throws {
    let folder = try ScratchFolder([
      "my.csv": Self.ratings, "what.txt": "2|Heat (1995)|Crime\n30|Ran|Drama\n",
    ])
    var options = LoadOptions()
    options.items = .file("\(folder.path)/what.txt")
    let data = try Dataset.load(path: "\(folder.path)/my.csv", options: options)
    #expect(data.catalogue.items.map(\.name) == ["Heat (1995)", "Ran"])
    #expect(data.catalogue[0].genres == ["Crime"])
    #expect(!data.notes.contains { $0.contains("items have no titles") })
  }

  @Test(
    "A broken file of items costs itself alone",
    arguments: [
      (
        "{\"id\": 2, \"title\": \"Heat\"}\n{\"id\": 30, \"title\"",
        ":2: this is no object of JSON or Python"
      ),
      ("[{\"id\": 2, \"title\": \"Heat\"}", "the file ends in the middle of a row"),
      ("{\"id\": \(String(repeating: "[", count: 100_000))", "fewer lists within each other"),
      ("{'id': 2, 'title': u'He", "a closing quote"),
    ])
  func broken(_ text: String, _ expected: String) throws {
    let data = try load(["items.json": text])
    #expect(data.rows.count == 2)
    let note = data.notes.first { $0.hasPrefix("items.json is left out") }
    #expect(note?.contains(expected) == true, "\(data.notes)")
  }

  @Test("Values are kept whole up to a bound, and within --max-size")
  func bounds() throws {
    let long = String(repeating: "é", count: 3_000)
    let files = ["items.csv": "id,title,about,empty\n2,Heat,\(long),\n30,Ran,,\n"]
    let fields = try load(files).tables.fields
    #expect(fields.values(of: 0).map(\.text) == [String(repeating: "é", count: 2_000) + "..."])
    #expect(fields.values(of: 1).isEmpty && fields.values(of: 7).isEmpty)
    let bound = try load(files) { $0.sizeLimit = 3_000 }
    #expect(bound.catalogue[0].title == "Heat" && bound.tables.fields.values(of: 0).isEmpty)
    #expect(bound.notes.contains { $0.contains("are not kept: they hold more than 3 KB") })
  }

  @Test("Rows that are filtered keep the fields of their items")
  func filtered() throws {
    let data = try load([
      "ratings.csv": "userId,movieId,rating\n1,2,3\n1,30,4\n2,30,5\n",
      "items.csv": "id,title,colour\n30,Ran,red\n2,Heat,blue\n2,Again,green\n",
    ]) { $0.rows.fewestOfItem = 2 }
    #expect(data.catalogue.items.map(\.title) == ["Ran", "Heat"])
    #expect((0...1).map { data.tables.fields.values(of: $0).map(\.text) } == [["red"], ["blue"]])
  }

  @Test("Years come from a column of their own too")
  func years() throws {
    let data = try load([
      "books.csv": "book_id,title,original_publication_year\n2,Heat,1995.0\n30,Ran (1985),-1.0\n"
    ])
    #expect(data.catalogue.items.map(\.year) == [1995, 1985])
    #expect(TitleText.year("0") == nil && TitleText.year("19950") == nil)
    #expect(TitleText.year("1995-12-15") == 1995 && TitleText.year("9999") == nil)
  }

  @Test("A database's table of items is found beside the ratings")
  func database() throws {
    let folder = try ScratchFolder([:] as [String: String])
    let file = "\(folder.path)/shop.db"
    let made = make_database(
      file,
      "CREATE TABLE reviews (user_id, item_id, stars); INSERT INTO reviews VALUES (1, 'a', 3), (2, 'b', 5);"
        + "CREATE TABLE things (id TEXT, name TEXT, colour TEXT);"
        + "INSERT INTO things VALUES ('a', 'Ant', 'red, or so'), ('b', 'Bee', NULL);"
        + "CREATE TABLE staff (id, salary); INSERT INTO staff VALUES (1, 2.5);")
    try #require(made == 0)
    let data = try Dataset.load(path: file)
    #expect(data.catalogue.items.map(\.title) == ["Ant", "Bee"])
    #expect(data.tables.fields.values(of: 0).map(\.text) == ["red, or so"])
    #expect(data.tables.others.map(\.name) == ["staff"])
    let sample = try data.tables.others[0].sample(5)
    #expect(sample.columns == ["id", "salary"] && sample.rows == [["1", "2.5"]])
    var options = LoadOptions()
    options.items = .none
    #expect(try Dataset.load(path: file, options: options).catalogue[0].title.isEmpty)
  }
}
