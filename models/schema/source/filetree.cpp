// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/source/filetree.h"

#include <algorithm>
#include <cstring>

namespace belay::schema {

namespace {

/// The length of a prefix that is UTF-8; the text's size if it is so wholly. Follows the table of
/// well-formed byte sequences of the Unicode standard (no surrogates, nothing over-long).
std::size_t validUtf8Prefix(std::string_view text)
{
    const auto *bytes = reinterpret_cast<const unsigned char *>(text.data());
    std::size_t i = 0;
    while (i < text.size()) {
        // Eight at a time: nearly all SQL is ASCII.
        if (i + 8 <= text.size()) {
            std::uint64_t chunk = 0;
            std::memcpy(&chunk, bytes + i, 8);
            if ((chunk & 0x8080808080808080ULL) == 0) {
                i += 8;
                continue;
            }
        }
        const unsigned char lead = bytes[i];
        if (lead < 0x80) {
            ++i;
            continue;
        }
        std::size_t more = 0;
        unsigned char low = 0x80;
        unsigned char high = 0xbf;
        if (lead >= 0xc2 && lead <= 0xdf) {
            more = 1;
        } else if (lead >= 0xe0 && lead <= 0xef) {
            more = 2;
            low = lead == 0xe0 ? 0xa0 : low;
            high = lead == 0xed ? 0x9f : high;
        } else if (lead >= 0xf0 && lead <= 0xf4) {
            more = 3;
            low = lead == 0xf0 ? 0x90 : low;
            high = lead == 0xf4 ? 0x8f : high;
        } else {
            return i;
        }
        if (i + more >= text.size())
            return i;
        for (std::size_t k = 1; k <= more; ++k) {
            const unsigned char next = bytes[i + k];
            if (next < low || next > high)
                return i;
            low = 0x80;
            high = 0xbf;
        }
        i += more + 1;
    }
    return text.size();
}

std::string megabytes(std::uint64_t bytes)
{
    if (bytes < 1'000'000)
        return std::to_string(bytes) + " bytes";
    return std::to_string(bytes / 1'000'000) + " MB";
}

} // namespace

FileTree::~FileTree() = default;

Result<std::string> normalPath(std::string_view path)
{
    const auto bad = [&](std::string_view why) {
        return Error{ErrorCode::BadValue, "The path \"" + std::string(path) + "\" " + std::string(why) + ".", {}, 0, 0};
    };
    if (path.starts_with('/'))
        return bad("is absolute; paths count from the root of the tree");
    if (path.find('\0') != std::string_view::npos)
        return bad("has a zero byte");
    std::string normal;
    std::size_t from = 0;
    while (from <= path.size()) {
        const std::size_t slash = std::min(path.find('/', from), path.size());
        const std::string_view part = path.substr(from, slash - from);
        if (part == "..")
            return bad("leaves the tree with \"..\"");
        if (!part.empty() && part != ".") {
            if (!normal.empty())
                normal += '/';
            normal += part;
        }
        from = slash + 1;
    }
    return normal;
}

std::string joinPath(std::string_view folder, std::string_view name)
{
    std::string path(folder);
    if (!path.empty() && !name.empty())
        path += '/';
    path += name;
    return path;
}

std::string_view folderOf(std::string_view path)
{
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string_view fileNameOf(std::string_view path)
{
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

Result<std::string> textFromBytes(std::string bytes, std::string_view path)
{
    const auto bad = [&](std::string detail, std::size_t offset) {
        const auto line = static_cast<std::uint32_t>(
            1 + std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
        return Error{ErrorCode::BadEncoding, std::move(detail), std::string(path), line, 0};
    };
    if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff"))
        return bad("The file is UTF-16. Save it as UTF-8.", 0);
    const std::size_t zero = bytes.find('\0');
    if (zero != std::string::npos)
        return bad("The file is binary: it has a zero byte.", zero);
    const std::size_t good = validUtf8Prefix(bytes);
    if (good < bytes.size())
        return bad("The file is not UTF-8.", good);
    if (bytes.starts_with("\xef\xbb\xbf"))
        bytes.erase(0, 3);
    return bytes;
}

Error FileTree::tooLarge(std::string_view path, std::uint64_t size) const
{
    return {ErrorCode::FileTooLarge,
            "The file has " + megabytes(size) + "; at most " + megabytes(m_limits.fileBytes) + " are read.",
            std::string(path), 0, 0};
}

Result<Done> FileTree::countEntry(Walk &walk, std::size_t depth) const
{
    if (++walk.entries > m_limits.entries)
        return Error{ErrorCode::LimitExceeded,
                     "The tree has more than " + std::to_string(m_limits.entries) + " files and folders.", name(), 0, 0};
    if (depth > m_limits.depth)
        return Error{ErrorCode::LimitExceeded,
                     "The tree has more than " + std::to_string(m_limits.depth) + " folders inside each other.", name(), 0,
                     0};
    return Done{};
}

Result<FileListing> FileTree::listed(const std::string &folder, Walk &&walk) const
{
    const Result<Done> done = this->walk(folder, walk);
    if (!done)
        return done.error();
    std::sort(walk.listing.files.begin(), walk.listing.files.end(),
              [](const FileEntry &a, const FileEntry &b) { return a.path < b.path; });
    std::sort(walk.listing.remarks.begin(), walk.listing.remarks.end(),
              [](const MigrationRemark &a, const MigrationRemark &b) { return a.file < b.file; });
    return std::move(walk.listing);
}

Result<FileListing> FileTree::list(std::string_view folder) const
{
    Result<std::string> path = normalPath(folder);
    if (!path)
        return path.error();
    const auto all = [](std::string_view) { return true; };
    return listed(*path, {all, all, {}, 0});
}

Result<FileListing> FileTree::find(const Glob &glob) const
{
    Result<FileListing> found = listed(glob.fixedFolder(),
                                       {[&](std::string_view folder) { return glob.mayMatchIn(folder); },
                                        [&](std::string_view file) { return glob.matches(file); }, {}, 0});
    if (!found && found.error().code == ErrorCode::FileNotFound)
        return FileListing{};
    return found;
}

Result<FileListing> FileTree::find(std::string_view pattern) const
{
    const Result<Glob> glob = Glob::compile(pattern);
    if (!glob)
        return glob.error();
    return find(*glob);
}

bool FileTree::hasFile(std::string_view path) const
{
    const Result<std::string> normal = normalPath(path);
    return normal && !normal->empty() && isFile(*normal);
}

Result<std::string> FileTree::read(std::string_view path) const
{
    const Result<std::string> normal = normalPath(path);
    if (!normal)
        return normal.error();
    Result<std::string> bytes = readBytes(*normal);
    if (!bytes)
        return bytes.error();
    m_bytesRead += bytes->size();
    if (m_bytesRead > m_limits.totalBytes)
        return Error{ErrorCode::LimitExceeded,
                     "More than " + megabytes(m_limits.totalBytes) + " were read from this tree.", *normal, 0, 0};
    return textFromBytes(std::move(*bytes), *normal);
}

std::string FileTree::contentId(std::string_view) const
{
    return {};
}

Result<Done> MemoryTree::walk(const std::string &folder, Walk &walk) const
{
    const std::string prefix = folder.empty() ? std::string() : folder + '/';
    bool any = folder.empty();
    for (auto it = m_files.lower_bound(prefix); it != m_files.end() && it->first.starts_with(prefix); ++it) {
        any = true;
        const auto depth = static_cast<std::size_t>(std::count(it->first.begin(), it->first.end(), '/'));
        if (const Result<Done> counted = countEntry(walk, depth); !counted)
            return counted.error();
        if (walk.wantsFile(it->first))
            walk.listing.files.push_back({it->first, it->second.size()});
    }
    if (!any)
        return Error{ErrorCode::FileNotFound, "There is no such folder.", folder, 0, 0};
    return Done{};
}

Result<std::string> MemoryTree::readBytes(const std::string &path) const
{
    const auto found = m_files.find(path);
    if (found == m_files.end())
        return Error{ErrorCode::FileNotFound, "There is no such file.", path, 0, 0};
    if (found->second.size() > limits().fileBytes)
        return tooLarge(path, found->second.size());
    return found->second;
}

bool MemoryTree::isFile(const std::string &path) const
{
    return m_files.contains(path);
}

} // namespace belay::schema
