/// A miniature of a data set that the field uses: invented rows in the layout of the published files.
struct PublishedSet {
  /// The name in docs/data-formats.md.
  let name: String
  /// The words after `load`, the path first.
  let line: String
  /// The files by their names as published.
  let files: [String: String]
  /// Ratings or events, users and items that are read.
  let counts: [Int]
  var feedback = "explicit"
  /// The first day; nil without times.
  var from: String? = nil
  /// A title that the data has.
  var title: String? = nil
  /// True if files are written in Latin-1.
  var isLatin1 = false

  /// All sets whose files are text. Their rows are invented.
  static let all: [PublishedSet] =
    movieLens + netflix + reviews + books + [
      PublishedSet(
        name: "Jester", line: "jester/jester_ratings.dat",
        files: [
          "jester/jester_ratings.dat": "1\t\t5\t\t-4.940\n"
            + "1\t\t7\t\t9.880\n2\t\t5\t\t0.060\n"
        ],
        counts: [3, 2, 2]),
      PublishedSet(
        name: "Jester, sheets", line: "jester-data-1.csv",
        files: [
          "jester-data-1.csv": [[3: "-7.82", 100: "8.79"], [3: "0.06"]].map { ratings in
            ([String(ratings.count)] + (1...100).map { ratings[$0] ?? "99" })
              .joined(separator: ",") + "\n"
          }.joined()
        ], counts: [3, 2, 2]),
      PublishedSet(
        name: "MovieTweetings", line: "movietweetings",
        files: [
          "movietweetings/ratings.dat": "1::0114508::8::1381006850\n2::0114508::10::1381006851\n",
          "movietweetings/movies.dat": "0114508::Invented Film (1995)::Drama|Horror\n",
        ], counts: [2, 2, 1], from: "2013-10-05", title: "Invented Film (1995)"),
      PublishedSet(
        name: "Anime", line: "anime --keep 'rating >= 0'",
        files: [
          "anime/rating.csv": "user_id,anime_id,rating\n1,20,-1\n1,24,8\n2,24,10\n",
          "anime/anime.csv": """
          anime_id,name,genre,type,episodes,rating,members
          24,Invented Series,"Comedy, Drama",TV,26,8.2,9

          """,
        ], counts: [2, 2, 1], title: "Invented Series"),
    ] + events

  private static let movieLens = [
    PublishedSet(
      name: "MovieLens 100K", line: "ml-100k",
      files: [
        "ml-100k/u.data": "196\t242\t3\t881250949\n186\t242\t4\t891717742\n",
        "ml-100k/u.item":
          "242|Invented Caf\u{e9} (1997)|01-Jan-1997||"
          + "http://example.org|0|0|0|0|0|1|0|0|0|0|0|0|0|0|0|0|0|0|0\n",
      ], counts: [2, 2, 1], from: "1997-12-04", title: "Invented Caf\u{e9} (1997)", isLatin1: true),
    PublishedSet(
      name: "MovieLens 1M", line: "ml-1m",
      files: [
        "ml-1m/ratings.dat": "1::1193::5::978300760\n2::1193::4::978298413\n",
        "ml-1m/movies.dat": "1193::Invented Nest, The (1975)::Drama\n",
        "ml-1m/users.dat": "1::F::1::10::48067\n",
      ], counts: [2, 2, 1], from: "2000-12-31", title: "Invented Nest, The (1975)"),
    PublishedSet(
      name: "MovieLens 10M", line: "ml-10M100K",
      files: [
        "ml-10M100K/ratings.dat": "1::122::5::838985046\n1::185::4.5::838983525\n",
        "ml-10M100K/movies.dat": "122::Invented Sling (1992)::Comedy|Romance\n",
        "ml-10M100K/tags.dat": "15::4973::excellent!::1215184630\n",
      ], counts: [2, 1, 2], from: "1996-08-02", title: "Invented Sling (1992)"),
    PublishedSet(
      name: "MovieLens 20M, 25M, 32M, latest", line: "ml-25m",
      files: [
        "ml-25m/ratings.csv": "userId,movieId,rating,timestamp\n"
          + "1,296,5.0,1147880044\n1,306,3.5,1147868817\n",
        "ml-25m/movies.csv": "movieId,title,genres\n296,Invented Fiction (1994),Crime|Drama\n",
        "ml-25m/links.csv": "movieId,imdbId,tmdbId\n296,0110912,680\n",
        "ml-25m/tags.csv": "userId,movieId,tag,timestamp\n3,260,classic,1439472355\n",
        "ml-25m/genome-scores.csv": "movieId,tagId,relevance\n296,1,0.02875\n",
      ], counts: [2, 1, 2], from: "2006-05-17", title: "Invented Fiction (1994)"),
    PublishedSet(
      name: "MovieLens 20M at Kaggle", line: "ml-20m-kaggle",
      files: [
        "ml-20m-kaggle/rating.csv":
          "\"userId\",\"movieId\",\"rating\",\"timestamp\"\n1,2,3.5,\"2005-04-02 23:53:47\"\n",
        "ml-20m-kaggle/movie.csv":
          "\"movieId\",\"title\",\"genres\"\n2,\"Invented (1995)\",\"Drama\"\n",
        "ml-20m-kaggle/tag.csv":
          "\"userId\",\"movieId\",\"tag\",\"timestamp\"\n18,2,\"x\",\"2009-04-24 18:19:40\"\n",
      ], counts: [1, 1, 1], from: "2005-04-02", title: "Invented (1995)"),
  ]

  private static let netflix = [
    PublishedSet(
      name: "Netflix Prize", line: "netflix",
      files: [
        "netflix/combined_data_1.txt": "1:\n1488844,3,2005-09-06\n822109,5,2005-05-13\n",
        "netflix/combined_data_2.txt": "4500:\n2532865,4,2005-07-26\n",
        "netflix/movie_titles.csv": "1,2003,Invented Story, The: Caf\u{e9}\n4500,NULL,Other\n",
        "netflix/probe.txt": "1:\n30878\n", "netflix/qualifying.txt": "1:\n1046323,2005-12-19\n",
      ], counts: [3, 3, 2], from: "2005-05-13", title: "Invented Story, The: Caf\u{e9} (2003)",
      isLatin1: true),
    PublishedSet(
      name: "Netflix Prize, as first published", line: "download",
      files: [
        "download/training_set/mv_0000001.txt": "1:\n1488844,3,2005-09-06\n",
        "download/training_set/mv_0000002.txt": "2:\n1488844,4,2005-09-07\n",
        "download/movie_titles.txt": "1,2003,Invented Story\n2,2004,Other\n",
      ], counts: [2, 1, 2], from: "2005-09-06", title: "Invented Story (2003)"),
  ]

  private static let reviews = [
    PublishedSet(
      name: "Amazon 2014, ratings", line: "ratings_Toys.csv",
      files: [
        "ratings_Toys.csv": "A1ZQ,0439893577,5.0,1304467200\n"
          + "A2ZQ,048645195X,4.0,1304467201\n"
      ],
      counts: [2, 2, 2], from: "2011-05-04"),
    PublishedSet(
      name: "Amazon 2014, reviews", line: "reviews_Toys_5.json",
      files: [
        "reviews_Toys_5.json": """
        {"reviewerID": "A1ZQ", "asin": "0439893577", "reviewerName": "Q \\"Z\\"", \
        "helpful": [0, 1], \
        "reviewText": "Invented, of course.", "overall": 5.0, "summary": "s", \
        "unixReviewTime": 1304467200, \
        "reviewTime": "05 4, 2011"}
        {"reviewerID": "A2ZQ", "asin": "0439893577", "helpful": [0, 0], \
        "reviewText": "", "overall": 2.0, \
        "summary": "", "unixReviewTime": 1304553600, "reviewTime": "05 5, 2011"}

        """
      ], counts: [2, 2, 1], from: "2011-05-04"),
    PublishedSet(
      name: "Amazon 2018, ratings", line: "Toys.csv --columns item,user,rating,time",
      files: ["Toys.csv": "0486427706,A1ZQ,3.0,1381017600\n0486427706,A2ZQ,5.0,1376006400\n"],
      counts: [2, 2, 1], from: "2013-08-09"),
    PublishedSet(
      name: "Amazon 2023, ratings", line: "Toys_2023.csv",
      files: [
        "Toys_2023.csv":
          "user_id,parent_asin,rating,timestamp\n"
          + "AFZQ,B0BCZ,4.0,1588687728923\nAGZQ,B0BCZ,1.0,1588687728924\n"
      ], counts: [2, 2, 1], from: "2020-05-05"),
    PublishedSet(
      name: "Amazon 2023, reviews", line: "Toys_2023.jsonl",
      files: [
        "Toys_2023.jsonl": """
        {"rating": 5.0, "title": "t", "text": "x", "images": [{"small": "s"}], "asin": "B07Z1", \
        "parent_asin": "B0BCZ", "user_id": "AFZQ", "timestamp": 1588687728923, "helpful_vote": 0, \
        "verified_purchase": true}

        """
      ], counts: [1, 1, 1], from: "2020-05-05"),
    PublishedSet(
      name: "Yelp", line: "yelp_academic_dataset_review.json",
      files: [
        "yelp_academic_dataset_review.json": """
        {"review_id":"r1","user_id":"mh_-e","business_id":"XQf-w","stars":3.0,\
        "useful":0,"funny":0,"cool":0,\
        "text":"Invented.","date":"2018-07-07 22:09:11"}
        {"review_id":"r2","user_id":"_7bHU","business_id":"XQf-w","stars":5.0,\
        "useful":1,"funny":0,"cool":1,\
        "text":"Invented,\\ntoo.","date":"2012-01-03 15:28:18"}

        """
      ], counts: [2, 2, 1], from: "2012-01-03"),
  ]

  private static let books = [
    PublishedSet(
      name: "Goodbooks-10k", line: "goodbooks",
      files: [
        "goodbooks/ratings.csv": "user_id,book_id,rating\n1,258,5\n2,4081,4\n2,258,3\n",
        "goodbooks/books.csv": """
        book_id,goodreads_book_id,authors,original_publication_year,original_title,title
        258,1,"Invented Author, Other Author",2008.0,Invented Original,"Invented Book (Series, #1)"

        """,
        "goodbooks/to_read.csv": "user_id,book_id\n9,8\n",
      ], counts: [3, 2, 2], title: "Invented Book (Series, #1)"),
    PublishedSet(
      name: "Book-Crossing", line: "bookcrossing --keep 'Book-Rating > 0'",
      files: [
        "bookcrossing/BX-Book-Ratings.csv":
          "\"User-ID\";\"ISBN\";\"Book-Rating\"\n"
          + "\"276725\";\"034545104X\";\"0\"\n\"276726\";\"0155061224\";\"5\"\n",
        "bookcrossing/BX-Books.csv":
          "\"ISBN\";\"Book-Title\";\"Book-Author\";\"Year-Of-Publication\"\n"
          + "\"0155061224\";\"Invented Caf\u{e9}\";\"Nobody\";\"2001\"\n",
        "bookcrossing/BX-Users.csv": "\"User-ID\";\"Location\";\"Age\"\n\"1\";\"somewhere\";NULL\n",
      ], counts: [1, 1, 1], title: "Invented Caf\u{e9}", isLatin1: true),
  ]

  private static let events = [
    PublishedSet(
      name: "Last.fm 1K", line: "lastfm-1K.tsv --columns user,time,-,-,-,item",
      files: [
        "lastfm-1K.tsv":
          "user_000001\t2009-05-04T23:08:57Z\tf1b1cf71\tInvented Band\t\tInvented \"Song\n"
          + "user_000001\t2009-05-04T13:54:10Z\t\tOther Band\t9a3b\tInvented Song\n"
      ], counts: [2, 1, 2], feedback: "implicit", from: "2009-05-04"),
    PublishedSet(
      name: "Last.fm 360K", line: "lastfm-360K.tsv --columns user,-,item,-",
      files: [
        "lastfm-360K.tsv":
          "00000c289a1829a8\t3bd73256\tinvented band\t2137\n00001411dc427966\t\tother band\t12\n"
      ], counts: [2, 2, 2], feedback: "implicit"),
    PublishedSet(
      name: "Steam-200k", line: "steam-200k.csv --columns user,item,event,-,- --events purchase=1",
      files: [
        "steam-200k.csv":
          "151603712,\"Invented Game, The\",purchase,1.0,0\n"
          + "151603712,\"Invented Game, The\",play,273.0,0\n"
      ], counts: [1, 1, 1], feedback: "implicit"),
    PublishedSet(
      name: "Steam, reviews", line: "steam --rating none",
      files: [
        "steam/steam_reviews.json": """
        {u'username': u'Q "Z"', u'hours': u'0.1', u'products': u'41', u'product_id': u'725280', \
        u'page_order': 0, u'date': u'2017-12-17', u'text': u"It's invented.", u'early_access': False, \
        u'page': 1}

        """,
        "steam/steam_games.json": """
        {u'publisher': u'Nobody', u'genres': [u'Action', u'Casual'], u'app_name': u'Invented Kitty', \
        u'title': u'Invented Kitty', u'price': 4.99, u'id': u'725280'}

        """,
      ], counts: [1, 1, 1], feedback: "implicit", from: "2017-12-17", title: "Invented Kitty"),
    PublishedSet(
      name: "Steam, reviews of Australian users",
      line: "australian_user_reviews.json --event recommend --events true=1",
      files: [
        "australian_user_reviews.json": """
        {'user_id': '7656', 'user_url': 'http://example.org', 'reviews': [{'funny': '', \
        'posted': 'Posted November 5, 2011.', 'item_id': '1250', 'recommend': True, 'review': 'Invented.'}, \
        {'funny': '', 'posted': 'Posted July 15, 2011.', 'item_id': '22200', 'recommend': False, \
        'review': "It's so."}]}

        """
      ], counts: [1, 1, 1], feedback: "implicit"),
    PublishedSet(
      name: "RetailRocket",
      line: "events.csv --event event --events view=1,addtocart=3,transaction=5",
      files: [
        "events.csv":
          "timestamp,visitorid,event,itemid,transactionid\n1433221332117,257597,view,355908,\n"
          + "1433224214164,992329,transaction,248676,4000\n"
      ], counts: [2, 2, 2], feedback: "implicit", from: "2015-06-02"),
    PublishedSet(
      name: "Yoochoose", line: "yoochoose-clicks.dat --columns user,time,item,-",
      files: [
        "yoochoose-clicks.dat": "1,2014-04-07T10:51:09.277Z,214536502,0\n"
          + "1,2014-04-07T10:54:09.868Z,214536500,S\n"
      ], counts: [2, 1, 2], feedback: "implicit", from: "2014-04-07"),
    PublishedSet(
      name: "Diginetica", line: "train-item-views.csv --user sessionId",
      files: [
        "train-item-views.csv":
          "sessionId;userId;itemId;timeframe;eventdate\n"
          + "1;NA;81766;526309;2016-05-09\n1;NA;31331;1031018;2016-05-09\n"
      ], counts: [2, 1, 2], feedback: "implicit", from: "2016-05-09"),
    PublishedSet(
      name: "RecBole atomic files", line: "ml-100k.inter",
      files: [
        "ml-100k.inter":
          "user_id:token\titem_id:token\trating:float\ttimestamp:float\n"
          + "196\t242\t3\t881250949\n186\t302\t3\t891717742\n"
      ], counts: [2, 2, 2], from: "1997-12-04"),
  ]
}
