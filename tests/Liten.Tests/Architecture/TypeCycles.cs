using Microsoft.CodeAnalysis;

namespace Liten.Tests.Architecture;

/// <summary>Which types of one folder know each other in a circle, so that none of them can be read without the others.</summary>
/// <remarks>A nested type counts as its outermost one, and a generic type as the plain one of its name.</remarks>
internal static class TypeCycles
{
    /// <summary>How many types the largest cycle of a folder may have. To be lowered, never to be raised.</summary>
    private static readonly Dictionary<string, int> s_most = new()
    {
        [""] = 2,
        ["Scheduling"] = 3,
        ["Lanes"] = 3,
        ["Timers"] = 6,
        ["Sync"] = 2,
        ["Blocking"] = 3,
        ["Tasks"] = 6,
        ["Calls"] = 3,
        ["Waits"] = 10,
        ["Queues"] = 3,
        ["Diagnostics"] = 1,
        ["Primitives"] = 2,
    };

    public static IEnumerable<string> FindViolations(SourceTree tree) => Largest(tree)
        .Where(cycle => cycle.Value.Length > s_most.GetValueOrDefault(cycle.Key, 1))
        .Select(cycle => $"{cycle.Key}: a cycle of {cycle.Value.Length} types: {string.Join(", ", cycle.Value)}");

    /// <summary>What could be lowered in the table above.</summary>
    public static IEnumerable<string> FindSlack(SourceTree tree) => Largest(tree)
        .Where(cycle => cycle.Value.Length < s_most.GetValueOrDefault(cycle.Key, 1))
        .Select(cycle => $"{cycle.Key}: the largest cycle has {cycle.Value.Length} types; lower the maximum");

    /// <summary>The largest cycle of each folder; one type if there is none.</summary>
    /// <remarks>A partial type has a part in each of its folders, and belongs to the first.</remarks>
    private static Dictionary<string, string[]> Largest(SourceTree tree)
    {
        Dictionary<string, string[]> largest = [];
        foreach (IGrouping<string, SourceFile> folder in tree.Files.GroupBy(file => file.Folder))
        {
            Dictionary<string, HashSet<string>> uses = [];
            foreach ((string user, IEnumerable<string> used) in folder.SelectMany(file => UsesIn(file, folder.Key)))
            {
                HashSet<string> known = uses.TryGetValue(user, out HashSet<string>? all) ? all : uses[user] = [];
                known.UnionWith(used);
            }

            largest[folder.Key] = Components([.. uses.Keys], uses).MaxBy(cycle => cycle.Length) ?? [];
        }

        return largest;
    }

    private static IEnumerable<(string User, IEnumerable<string> Used)> UsesIn(SourceFile file, string folder)
    {
        foreach (SyntaxNode node in file.Root.DescendantNodes())
        {
            if (FloorPlan.EnclosingType(file.Model, node) is { } user)
            {
                yield return (
                    NameOf(user), FloorPlan.UsedTypes(file.Model, node).Where(type => FolderOf(type) == folder).Select(NameOf));
            }
        }
    }

    /// <summary>The strongly connected components: types that reach each other.</summary>
    private static IEnumerable<string[]> Components(string[] names, Dictionary<string, HashSet<string>> uses)
    {
        Dictionary<string, HashSet<string>> reached = names.ToDictionary(name => name, name => Reach(name, uses));
        return names.Select(name => names.Where(other
            => other == name || (reached[name].Contains(other) && reached[other].Contains(name))).Order(StringComparer.Ordinal).ToArray());
    }

    private static HashSet<string> Reach(string start, Dictionary<string, HashSet<string>> uses)
    {
        HashSet<string> reached = [];
        Stack<string> open = new([start]);
        while (open.TryPop(out string? name))
        {
            foreach (string next in uses.GetValueOrDefault(name, []).Where(reached.Add))
            {
                open.Push(next);
            }
        }

        return reached;
    }

    private static string FolderOf(INamedTypeSymbol type) => SourceFile.FolderOf(type.DeclaringSyntaxReferences[0].SyntaxTree.FilePath);

    private static string NameOf(INamedTypeSymbol type)
    {
        while (type.ContainingType is { } outer)
        {
            type = outer;
        }

        return type.Name;
    }
}
