// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/filetree.h"
#include "models/schema/source/gitrepository.h"

#include <git2.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <initializer_list>

#include <sys/stat.h>
#include <unistd.h>

using namespace belay;
using namespace belay::schema;

namespace {

std::vector<std::string> paths(const Result<FileListing> &listing)
{
    std::vector<std::string> all;
    if (listing) {
        for (const FileEntry &file : listing->files)
            all.push_back(file.path);
    }
    return all;
}

using Paths = std::vector<std::string>;

/// The text, or what went wrong.
std::string readText(const FileTree &tree, std::string_view path)
{
    const Result<std::string> text = tree.read(path);
    return text ? *text : describe(text.error());
}

bool globMatches(std::string_view pattern, std::string_view path)
{
    const Result<Glob> glob = Glob::compile(pattern);
    return glob && glob->matches(path);
}

/// A repository that the test writes through libgit2, object by object.
class TestRepository {
public:
    explicit TestRepository(const QString &folder, bool bare = true)
    {
        git_libgit2_init();
        git_repository_init(&repository, folder.toUtf8().constData(), bare ? 1 : 0);
    }
    ~TestRepository()
    {
        git_repository_free(repository);
        git_libgit2_shutdown();
    }
    git_oid blob(std::string_view text)
    {
        git_oid id{};
        git_blob_create_from_buffer(&id, repository, text.data(), text.size());
        return id;
    }
    struct Entry {
        std::string name;
        git_oid id;
        git_filemode_t mode = GIT_FILEMODE_BLOB;
    };
    git_oid tree(const std::vector<Entry> &entries)
    {
        git_treebuilder *builder = nullptr;
        git_treebuilder_new(&builder, repository, nullptr);
        for (const Entry &entry : entries)
            git_treebuilder_insert(nullptr, builder, entry.name.c_str(), &entry.id, entry.mode);
        git_oid id{};
        git_treebuilder_write(&id, builder);
        git_treebuilder_free(builder);
        return id;
    }
    /// A tree with names that libgit2 itself would not write.
    git_oid rawTree(const std::vector<Entry> &entries)
    {
        std::string bytes;
        for (const Entry &entry : entries) {
            bytes += entry.mode == GIT_FILEMODE_TREE ? "40000 " : "100644 ";
            bytes += entry.name + '\0';
            bytes.append(reinterpret_cast<const char *>(entry.id.id), GIT_OID_RAWSZ);
        }
        git_odb *objects = nullptr;
        git_repository_odb(&objects, repository);
        git_oid id{};
        git_odb_write(&id, objects, bytes.data(), bytes.size(), GIT_OBJECT_TREE);
        git_odb_free(objects);
        return id;
    }
    git_oid commit(const git_oid &treeId, const char *tag = nullptr)
    {
        git_tree *tree = nullptr;
        git_tree_lookup(&tree, repository, &treeId);
        git_signature *author = nullptr;
        git_signature_new(&author, "Tester", "tester@example.org", 1'700'000'000, 0);
        git_oid id{};
        git_commit_create_v(&id, repository, nullptr, author, author, nullptr, "A commit", tree, 0);
        git_signature_free(author);
        git_tree_free(tree);
        if (tag != nullptr)
            this->tag(tag, id);
        return id;
    }
    void tag(const char *name, const git_oid &target)
    {
        git_object *object = nullptr;
        git_object_lookup(&object, repository, &target, GIT_OBJECT_ANY);
        git_oid id{};
        git_tag_create_lightweight(&id, repository, name, object, 1);
        git_object_free(object);
    }

    git_repository *repository = nullptr;
};

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

} // namespace

class FileTreeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void badPatterns_data();
    void badPatterns();
    void badPaths_data();
    void badPaths();
    void badContent_data();
    void badContent();
    void limits();
    void links();
    void pipes();
    void badRepositories();
    void maliciousGitTree();
    void hugeGitTree();
    void treeBomb();

    void globs_data();
    void globs();
    void hostileGlobIsQuick();
    void folders();
    void gitRevisions();
    void tagsAreOrderedAsVersions();
    void byteOrderMark();
};

void FileTreeTest::badPatterns_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<int>("code");
    QTest::newRow("empty") << QByteArray("") << int(ErrorCode::BadValue);
    QTest::newRow("only slashes") << QByteArray("./") << int(ErrorCode::BadValue);
    QTest::newRow("absolute") << QByteArray("/etc/*") << int(ErrorCode::BadValue);
    QTest::newRow("leaves") << QByteArray("a/../../b/*.sql") << int(ErrorCode::BadValue);
    QTest::newRow("open brace") << QByteArray("a/{b,c.sql") << int(ErrorCode::BadValue);
    QTest::newRow("open bracket") << QByteArray("a/[a-z.sql") << int(ErrorCode::BadValue);
    QTest::newRow("too long") << QByteArray(5000, 'a') << int(ErrorCode::LimitExceeded);
    QTest::newRow("too many") << QByteArray("{a,b}").repeated(12) << int(ErrorCode::LimitExceeded);
}

void FileTreeTest::badPatterns()
{
    QFETCH(QByteArray, pattern);
    QFETCH(int, code);
    const Result<Glob> glob = Glob::compile(pattern.toStdString());
    QVERIFY(!glob);
    QCOMPARE(int(glob.error().code), code);
}

void FileTreeTest::badPaths_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("code");
    QTest::newRow("absolute") << QByteArray("/etc/passwd") << int(ErrorCode::BadValue);
    QTest::newRow("parent") << QByteArray("../secret") << int(ErrorCode::BadValue);
    QTest::newRow("inner parent") << QByteArray("a/../../secret") << int(ErrorCode::BadValue);
    QTest::newRow("zero byte") << QByteArray("a\0b", 3) << int(ErrorCode::BadValue);
    QTest::newRow("missing") << QByteArray("a/none.sql") << int(ErrorCode::FileNotFound);
    QTest::newRow("below a file") << QByteArray("a/x.sql/y") << int(ErrorCode::FileNotFound);
}

void FileTreeTest::badPaths()
{
    QFETCH(QByteArray, path);
    QFETCH(int, code);
    QTemporaryDir dir;
    QVERIFY(QDir(dir.path()).mkpath(QStringLiteral("tree/a")));
    write(dir.filePath(QStringLiteral("secret")), "secret");
    write(dir.filePath(QStringLiteral("tree/a/x.sql")), "SELECT 1;");
    const FolderTree folder(dir.filePath(QStringLiteral("tree")).toStdString());
    const MemoryTree memory(MemoryTree::Files{{"a/x.sql", "SELECT 1;"}});
    for (const FileTree *tree : std::initializer_list<const FileTree *>{&folder, &memory}) {
        const Result<std::string> text = tree->read(path.toStdString());
        QVERIFY(!text);
        QCOMPARE(int(text.error().code), code);
        QVERIFY(!tree->hasFile(path.toStdString()));
    }
}

void FileTreeTest::badContent_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("line");
    QTest::newRow("binary") << QByteArray("SELECT\n\0\1\2", 10) << 2;
    QTest::newRow("UTF-16 little") << QByteArray("\xff\xfeS\0", 4) << 1;
    QTest::newRow("UTF-16 big") << QByteArray("\xfe\xff\0S", 4) << 1;
    QTest::newRow("Latin-1") << QByteArray("-- a\n-- b\nSELECT 'caf\xe9';") << 3;
    QTest::newRow("cut short") << QByteArray("SELECT '\xe2\x82") << 1;
    QTest::newRow("over-long") << QByteArray("\xc0\xaf") << 1;
    QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << 1;
    QTest::newRow("too high") << QByteArray("\xf4\x90\x80\x80") << 1;
    QTest::newRow("lone continuation") << QByteArray("aaaaaaaaaaaa\x80") << 1;
}

void FileTreeTest::badContent()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, line);
    const MemoryTree tree(MemoryTree::Files{{"x.sql", bytes.toStdString()}});
    const Result<std::string> text = tree.read("x.sql");
    QVERIFY(!text);
    QCOMPARE(int(text.error().code), int(ErrorCode::BadEncoding));
    QCOMPARE(text.error().file, std::string("x.sql"));
    QCOMPARE(int(text.error().line), line);
}

void FileTreeTest::limits()
{
    QTemporaryDir dir;
    write(dir.filePath(QStringLiteral("small.sql")), QByteArray(100, 'x'));
    write(dir.filePath(QStringLiteral("large.sql")), QByteArray(101, 'x'));
    TestRepository repository(dir.filePath(QStringLiteral("repository.git")));
    const git_oid small = repository.blob(std::string(100, 'x'));
    const git_oid large = repository.blob(std::string(101, 'x'));
    repository.commit(repository.tree({{"small.sql", small}, {"large.sql", large}}), "v1");
    const FileTreeLimits limits{1000, 5, 100, 150};
    const FolderTree folder(dir.path().toStdString(), limits);
    const MemoryTree memory({{"small.sql", std::string(100, 'x')}, {"large.sql", std::string(101, 'x')}}, limits);
    const Result<GitRepository> git = GitRepository::open(dir.filePath(QStringLiteral("repository.git")).toStdString());
    QVERIFY(git);
    const auto gitTree = git->tree("v1", limits);
    QVERIFY(gitTree);
    for (const FileTree *tree : std::initializer_list<const FileTree *>{&folder, &memory, gitTree->get()}) {
        const Result<std::string> tooLarge = tree->read("large.sql");
        QVERIFY(!tooLarge);
        QCOMPARE(int(tooLarge.error().code), int(ErrorCode::FileTooLarge));
        QCOMPARE(tooLarge.error().file, std::string("large.sql"));
        QVERIFY(tree->read("small.sql"));
        const Result<std::string> tooMuch = tree->read("small.sql"); // 200 bytes of 150 in all
        QVERIFY(!tooMuch);
        QCOMPARE(int(tooMuch.error().code), int(ErrorCode::LimitExceeded));
    }
    QVERIFY(QDir(dir.path()).mkpath(QStringLiteral("1/2/3/4/5/6/7")));
    QVERIFY(folder.list("1/2/3"));
    write(dir.filePath(QStringLiteral("1/2/3/4/5/6/7/deep.sql")), "");
    QCOMPARE(int(folder.list().error().code), int(ErrorCode::LimitExceeded));
}

void FileTreeTest::links()
{
    QTemporaryDir dir;
    const QString root = dir.filePath(QStringLiteral("tree"));
    QVERIFY(QDir(dir.path()).mkpath(QStringLiteral("tree/a")));
    QVERIFY(QDir(dir.path()).mkpath(QStringLiteral("outside")));
    write(dir.filePath(QStringLiteral("outside/secret.sql")), "SELECT 'secret';");
    write(root + QStringLiteral("/a/x.sql"), "SELECT 1;");
    const auto link = [&](const char *target, const char *name) {
        QCOMPARE(::symlink(target, (root.toStdString() + '/' + name).c_str()), 0);
    };
    link("../outside", "out");
    link("../outside/secret.sql", "secret.sql");
    link("..", "a/loop");
    link("self", "self");
    link("/nowhere", "dangling.sql");
    const FolderTree tree(root.toStdString());
    const Result<FileListing> all = tree.list();
    QVERIFY(all);
    QCOMPARE(paths(all), Paths({"a/x.sql"}));
    Paths ignored;
    for (const MigrationRemark &remark : all->remarks) {
        QCOMPARE(remark.code, std::string("file-ignored"));
        ignored.push_back(remark.file);
    }
    QCOMPARE(ignored, Paths({"a/loop", "dangling.sql", "out", "secret.sql", "self"}));
    for (const char *path : {"secret.sql", "out/secret.sql", "a/loop/a/x.sql", "self", "dangling.sql"}) {
        const Result<std::string> text = tree.read(path);
        QVERIFY2(!text, path);
        QVERIFY(!tree.hasFile(path));
    }
    // The root itself may be a link: the user named it.
    QCOMPARE(::symlink("tree", dir.filePath(QStringLiteral("byLink")).toUtf8().constData()), 0);
    QCOMPARE(paths(FolderTree(dir.filePath(QStringLiteral("byLink")).toStdString()).list("a")), Paths({"a/x.sql"}));
}

void FileTreeTest::pipes()
{
    QTemporaryDir dir;
    QCOMPARE(::mkfifo(dir.filePath(QStringLiteral("pipe.sql")).toUtf8().constData(), 0600), 0);
    const FolderTree tree(dir.path().toStdString());
    const Result<FileListing> all = tree.list();
    QVERIFY(all);
    QVERIFY(all->files.empty());
    QCOMPARE(all->remarks.size(), std::size_t(1));
    QVERIFY(!tree.read("pipe.sql")); // And does not wait for a writer.
}

void FileTreeTest::badRepositories()
{
    QTemporaryDir dir;
    const auto open = [&](const char *name) { return GitRepository::open((dir.path().toStdString() + '/') + name); };
    QCOMPARE(int(open("none").error().code), int(ErrorCode::FileNotFound));
    QVERIFY(QDir(dir.path()).mkpath(QStringLiteral("plain")));
    QCOMPARE(int(open("plain").error().code), int(ErrorCode::FileNotFound));
    {
        TestRepository empty(dir.filePath(QStringLiteral("empty.git")));
    }
    const Result<GitRepository> empty = open("empty.git");
    QVERIFY(empty);
    QVERIFY(empty->tags()->empty());
    for (const char *revision : {"", "HEAD", "v1", "0000000000000000000000000000000000000000", "..", "@{-1}", "HEAD~99999", "^{}"})
        QCOMPARE(int(empty->tree(revision).error().code), int(ErrorCode::UnknownReference));
    // A folder inside a repository is not taken for the repository.
    QVERIFY(QDir(dir.path()).mkpath(QStringLiteral("work/inner")));
    TestRepository work(dir.filePath(QStringLiteral("work")), false);
    QVERIFY(open("work"));
    QVERIFY(!open("work/inner"));
    // A tag whose object is gone.
    TestRepository damaged(dir.filePath(QStringLiteral("damaged.git")));
    damaged.commit(damaged.tree({{"a.sql", damaged.blob("SELECT 1;")}}), "v1");
    QVERIFY(QDir(dir.filePath(QStringLiteral("damaged.git/objects"))).removeRecursively());
    QVERIFY(QDir(dir.path()).mkpath(QStringLiteral("damaged.git/objects")));
    const Result<GitRepository> opened = open("damaged.git");
    QVERIFY(!opened || !opened->tree("v1"));
}

void FileTreeTest::maliciousGitTree()
{
    QTemporaryDir dir;
    TestRepository made(dir.filePath(QStringLiteral("r.git")));
    const git_oid text = made.blob("SELECT 1;");
    const git_oid binary = made.blob(std::string_view("\0\1\2", 3));
    const git_oid inner = made.tree({{"x.sql", text},
                                     {"link.sql", made.blob("/etc/passwd"), GIT_FILEMODE_LINK},
                                     {"binary.sql", binary},
                                     {"module", text, GIT_FILEMODE_COMMIT}});
    made.commit(made.rawTree({{"..", inner, GIT_FILEMODE_TREE}, {"../up.sql", text}, {"good", inner, GIT_FILEMODE_TREE},
                              {"\xff.sql", text}}), "v1");
    const Result<GitRepository> repository = GitRepository::open(dir.filePath(QStringLiteral("r.git")).toStdString());
    QVERIFY(repository);
    const auto tree = repository->tree("v1");
    QVERIFY(tree);
    const Result<FileListing> all = (*tree)->list();
    QVERIFY(all);
    QCOMPARE(paths(all), Paths({"good/binary.sql", "good/x.sql"}));
    QCOMPARE(all->remarks.size(), std::size_t(5)); // Three names, the link, the submodule.
    QCOMPARE(readText(**tree, "good/x.sql"), std::string("SELECT 1;"));
    QCOMPARE(int((*tree)->read("good/binary.sql").error().code), int(ErrorCode::BadEncoding));
    QCOMPARE(int((*tree)->read("good/link.sql").error().code), int(ErrorCode::FileUnreadable));
    QCOMPARE(int((*tree)->read("good/module").error().code), int(ErrorCode::FileNotFound));
    QCOMPARE(int((*tree)->read("../up.sql").error().code), int(ErrorCode::BadValue));
}

void FileTreeTest::hugeGitTree()
{
    QTemporaryDir dir;
    TestRepository made(dir.filePath(QStringLiteral("r.git")));
    const git_oid text = made.blob("SELECT 1;");
    std::vector<TestRepository::Entry> entries;
    for (int i = 0; i < 100'000; ++i)
        entries.push_back({"f" + std::to_string(1'000'000 + i) + ".sql", text});
    const git_oid many = made.rawTree(entries);
    made.commit(made.tree({{"many", many, GIT_FILEMODE_TREE}, {"migrations", made.tree({{"1_a.up.sql", text}}), GIT_FILEMODE_TREE}}),
                "v1");
    const Result<GitRepository> repository = GitRepository::open(dir.filePath(QStringLiteral("r.git")).toStdString());
    QVERIFY(repository);
    // Only the wanted subtree is looked at.
    const auto few = repository->tree("v1", {10, 10, 100, 1000});
    QVERIFY(few);
    QCOMPARE(paths((*few)->list("migrations")), Paths({"migrations/1_a.up.sql"}));
    QCOMPARE(paths((*few)->find("migrations/*.sql")), Paths({"migrations/1_a.up.sql"}));
    QCOMPARE(int((*few)->list("many").error().code), int(ErrorCode::LimitExceeded));
    const auto all = repository->tree("v1");
    QCOMPARE((*all)->list()->files.size(), std::size_t(100'001));
    QCOMPARE((*all)->find("**/f1000007.sql")->files.size(), std::size_t(1));
}

void FileTreeTest::treeBomb()
{
    QTemporaryDir dir;
    TestRepository made(dir.filePath(QStringLiteral("r.git")));
    git_oid level = made.tree({{"f.sql", made.blob("SELECT 1;")}});
    for (int depth = 0; depth < 12; ++depth) {
        std::vector<TestRepository::Entry> entries;
        for (char name = 'a'; name <= 'j'; ++name)
            entries.push_back({std::string(1, name), level, GIT_FILEMODE_TREE});
        level = made.tree(entries);
    }
    made.commit(level, "bomb");
    for (int depth = 0; depth < 200; ++depth)
        level = made.tree({{"d", level, GIT_FILEMODE_TREE}});
    made.commit(level, "deep");
    const Result<GitRepository> repository = GitRepository::open(dir.filePath(QStringLiteral("r.git")).toStdString());
    QVERIFY(repository);
    for (const char *tag : {"bomb", "deep"}) {
        const auto tree = repository->tree(tag, {20'000, 100, 1000, 1000});
        QVERIFY(tree);
        QCOMPARE(int((*tree)->list().error().code), int(ErrorCode::LimitExceeded));
    }
}

void FileTreeTest::globs_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<bool>("matches");
    const auto row = [](const char *pattern, const char *path, bool matches) {
        QTest::addRow("%s %s", pattern, path) << QByteArray(pattern) << QByteArray(path) << matches;
    };
    row("*.sql", "a.sql", true);
    row("*.sql", "a/b.sql", false);
    row("**/*.sql", "a.sql", true);
    row("**/*.sql", "a/b/c.sql", true);
    row("a/**", "a/b/c", true);
    row("a/**", "b/c", false);
    row("a/**/z/*.go", "a/z/x.go", true);
    row("a/**/z/*.go", "a/b/c/z/x.go", true);
    row("a/**/z/*.go", "a/b/c/zz/x.go", false);
    row("a?c", "abc", true);
    row("a?c", "a/c", false);
    row("a?c", "a\xc3\xa4""c", true);
    row("[a-c]x", "bx", true);
    row("[!a-c]x", "bx", false);
    row("[]]x", "]x", true);
    row("[a-]x", "-x", true);
    row("{a,b/c}/*.sql", "b/c/x.sql", true);
    row("{a,b/c}/*.sql", "b/x.sql", false);
    row("q{1,{2,3}}.sql", "q3.sql", true);
    row("\\*.sql", "*.sql", true);
    row("\\*.sql", "a.sql", false);
    row("./internal//db/*.sql.go", "internal/db/x.sql.go", true);
    row("a*b*c", "aXbYbZc", true);
    row("A.sql", "a.sql", false);
}

void FileTreeTest::globs()
{
    QFETCH(QByteArray, pattern);
    QFETCH(QByteArray, path);
    QFETCH(bool, matches);
    QCOMPARE(globMatches(pattern.toStdString(), path.toStdString()), matches);
}

void FileTreeTest::hostileGlobIsQuick()
{
    // Exponential for a matcher that backtracks; this must end.
    std::string stars;
    std::string folders;
    std::string path;
    for (int i = 0; i < 60; ++i) {
        stars += "a*";
        folders += "**/";
        path += "a/";
    }
    QVERIFY(!globMatches(stars + "b", std::string(2000, 'a')));
    QVERIFY(!globMatches(folders + "b", path + 'a'));
}

void FileTreeTest::folders()
{
    const MemoryTree tree({{"db/b.sql", "b"}, {"db/a.sql", "a"}, {"db/x/c.sql", "c"}, {"dbx.sql", ""}, {"q.go", ""}});
    QCOMPARE(paths(tree.list("db")), Paths({"db/a.sql", "db/b.sql", "db/x/c.sql"}));
    QCOMPARE(paths(tree.list("./db/x/")), Paths({"db/x/c.sql"}));
    QCOMPARE(int(tree.list("none").error().code), int(ErrorCode::FileNotFound));
    QCOMPARE(paths(tree.find("db/*.sql")), Paths({"db/a.sql", "db/b.sql"}));
    QCOMPARE(paths(tree.find("none/*.sql")), Paths());
    QCOMPARE(tree.list("db")->files[0].size, std::uint64_t(1));
    QTemporaryDir dir;
    QVERIFY(QDir(dir.path()).mkpath(QStringLiteral("db/x")));
    QVERIFY(QDir(dir.path()).mkpath(QStringLiteral("db/.git")));
    for (const char *name : {"db/b.sql", "db/a.sql", "db/x/c.sql", "q.go", "db/.git/config"})
        write(dir.filePath(QString::fromUtf8(name)), "x");
    const FolderTree folder(dir.path().toStdString());
    QCOMPARE(paths(folder.list("db")), Paths({"db/a.sql", "db/b.sql", "db/x/c.sql"}));
    QCOMPARE(paths(folder.find("**/c.sql")), Paths({"db/x/c.sql"}));
    QCOMPARE(readText(folder, "db//./b.sql"), std::string("x"));
    QCOMPARE(int(folder.list("none").error().code), int(ErrorCode::FileNotFound));
}

void FileTreeTest::gitRevisions()
{
    QTemporaryDir dir;
    TestRepository made(dir.filePath(QStringLiteral("work")), false);
    const git_oid one = made.blob("one");
    const git_oid first = made.commit(made.tree({{"a.sql", one}, {"same.sql", one}}), "v1.0.0");
    made.commit(made.tree({{"a.sql", made.blob("two")}, {"same.sql", one}}), "v1.1.0");
    made.tag("blob-tag", one);
    const Result<GitRepository> repository = GitRepository::open(dir.filePath(QStringLiteral("work")).toStdString());
    QVERIFY(repository);
    std::array<char, 41> id{};
    git_oid_tostr(id.data(), id.size(), &first);
    QCOMPARE(*repository->resolve("v1.0.0"), std::string(id.data()));
    QCOMPARE(*repository->resolve(std::string(id.data(), 10)), std::string(id.data()));
    QCOMPARE(int(repository->resolve("blob-tag").error().code), int(ErrorCode::UnknownReference));
    const auto before = repository->tree("v1.0.0");
    const auto after = repository->tree("refs/tags/v1.1.0");
    QVERIFY(before && after);
    QCOMPARE(readText(**before, "a.sql"), std::string("one"));
    QCOMPARE(readText(**after, "a.sql"), std::string("two"));
    QCOMPARE((*before)->contentId("same.sql"), (*after)->contentId("same.sql"));
    QVERIFY((*before)->contentId("a.sql") != (*after)->contentId("a.sql"));
    QCOMPARE((*before)->contentId("same.sql").size(), std::size_t(40));
    QVERIFY((*before)->contentId("none.sql").empty());
    QVERIFY((*before)->hasFile("a.sql"));
    QVERIFY((*before)->name().ends_with("@v1.0.0"));
    // Nothing was checked out.
    QVERIFY(!QFile::exists(dir.filePath(QStringLiteral("work/a.sql"))));
}

void FileTreeTest::tagsAreOrderedAsVersions()
{
    QTemporaryDir dir;
    TestRepository made(dir.filePath(QStringLiteral("r.git")));
    const git_oid commit = made.commit(made.tree({}));
    for (const char *name : {"v1.10.0", "v1.9.0", "v1.9.0-rc.10", "v1.9.0-rc.2", "v1.9.0-beta", "latest", "v2.0", "release-0.5",
                             "chart/v0.0.7", "v1.9.0.1", "v1.9.1rc1", "v1.9.1", "sha1"})
        made.tag(name, commit);
    made.tag("v9-blob", made.blob("x"));
    const Result<GitRepository> repository = GitRepository::open(dir.filePath(QStringLiteral("r.git")).toStdString());
    QVERIFY(repository);
    Paths names;
    Paths plain;
    const Result<std::vector<GitTag>> tags = repository->tags();
    QVERIFY(tags);
    for (const GitTag &tag : *tags)
        (tag.version ? names : plain).push_back(tag.name);
    QCOMPARE(names, Paths({"chart/v0.0.7", "release-0.5", "v1.9.0-beta", "v1.9.0-rc.2", "v1.9.0-rc.10", "v1.9.0", "v1.9.0.1",
                           "v1.9.1rc1", "v1.9.1", "v1.10.0", "v2.0"}));
    QCOMPARE(plain, Paths({"latest", "sha1"}));
    QCOMPARE(repository->tags("v1.9.0-rc*")->size(), std::size_t(2));
    QCOMPARE(repository->tags("chart*")->size(), std::size_t(1));
}

void FileTreeTest::byteOrderMark()
{
    const MemoryTree tree(MemoryTree::Files{{"x.sql", "\xef\xbb\xbfSELECT '\xe2\x82\xac';"}});
    QCOMPARE(readText(tree, "x.sql"), std::string("SELECT '\xe2\x82\xac';"));
}

QTEST_GUILESS_MAIN(FileTreeTest)
#include "filetreetest.moc"
