using System.Reflection;
using System.Text;
using System.Text.Json;
using Liten.Proof;
using Liten.Tests.Architecture;

namespace Liten.Tests.Faults;

/// <summary>The table of faults says what is tested: each test it names must be there.</summary>
public sealed class FaultTableTests
{
    private const int Faults = 31;

    private static readonly FaultEntry[] s_table = Read();

    private static string Root => Path.GetFullPath(Path.Combine(SourceTree.LibraryFolder, "..", ".."));

    public static TheoryData<int> Numbers => [.. Enumerable.Range(1, Faults)];

    [Fact]
    public void Table_HasEveryFaultOnce() => Assert.Equal(Enumerable.Range(1, Faults), s_table.Select(static row => row.Number));

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Row_IsWholeAndNamesTestsThatExist(int number)
    {
        FaultEntry row = s_table[number - 1];
        Assert.False(string.IsNullOrWhiteSpace(row.Fault) || string.IsNullOrWhiteSpace(row.Promise));
        Assert.True(row.Status is "proved" or "partly" or "open" || row.Status.StartsWith("waits for ", StringComparison.Ordinal), row.Status);
        Assert.False(row.Status == "proved" && row.Tests.Length == 0, "proved by nothing");
        Assert.False(row.Status != "proved" && row.Notes.Length == 0 && row.Awaits.Length == 0, "what is missing is not said");
        Assert.Equal(row.Tests.Distinct(), row.Tests);
        Assert.DoesNotContain(row.Tests, static test => !Exists(test));
    }

    [Theory]
    [InlineData("Liten.Tests.Faults.NoSuchTests")]
    [InlineData("Liten.Tests.Faults.FaultTableTests.NoSuchTest")]
    [InlineData("Liten.Tests.Faults.FaultTableTests.Read")]
    [InlineData("Liten.Tests.Faults.Flavours")]
    [InlineData("Liten.Stress.NoSuchStress")]
    [InlineData("Liten.Stress.WakeStress.NoSuchTest")]
    [InlineData("Liten.NoSuchProject.WakeStress")]
    public void Test_ThatIsNotThere_IsFound(string name) => Assert.False(Exists(name));

    /// <summary>For the reliability report: how many cells each class of this folder has.</summary>
    [Fact]
    public void Cells_OfEachClass_AreReported()
    {
        int all = 0;
        foreach (Type type in typeof(FaultTableTests).Assembly.GetTypes().Where(static type => type.Namespace == typeof(FaultTableTests).Namespace && IsTestClass(type)))
        {
            int cells = TestsOf(type).Sum(static method => Cells(method));
            all += cells;
            Facts.Report("fault", KebabCase(type.Name), ("tests", TestsOf(type).Count()), ("cells", cells));
        }

        Assert.InRange(all, Faults, int.MaxValue);
    }

    private static FaultEntry[] Read() => JsonSerializer.Deserialize<FaultEntry[]>(
        File.ReadAllText(Path.Combine(Root, "docs", "reliability", "faults.json")),
        JsonSerializerOptions.Web)!;

    private static bool Exists(string test) => test.StartsWith("Liten.Tests.", StringComparison.Ordinal) ? ExistsHere(test) : ExistsElsewhere(test);

    private static bool ExistsHere(string test)
    {
        Assembly assembly = typeof(FaultTableTests).Assembly;
        if (assembly.GetType(test) is { } whole)
        {
            return IsTestClass(whole);
        }

        int dot = test.LastIndexOf('.');
        return assembly.GetType(test[..dot]) is { } type && TestsOf(type).Any(method => method.Name == test[(dot + 1)..]);
    }

    /// <summary>In another project a name is a file, or a file and a word in it.</summary>
    private static bool ExistsElsewhere(string test)
    {
        string[] parts = test.Split('.');
        string folder = Path.Combine(Root, "tests", $"{parts[0]}.{parts[1]}");
        return Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Any(file =>
            Path.GetFileNameWithoutExtension(file) == parts[^1]
            || (Path.GetFileNameWithoutExtension(file) == parts[^2] && File.ReadAllText(file).Contains($" {parts[^1]}(", StringComparison.Ordinal)));
    }

    private static bool IsTestClass(Type type) => TestsOf(type).Any();

    private static IEnumerable<MethodInfo> TestsOf(Type type) => type.GetMethods().Where(static method => method.IsDefined(typeof(FactAttribute)));

    private static int Cells(MethodInfo test)
    {
        int inline = test.GetCustomAttributes<InlineDataAttribute>().Count();
        int listed = test.GetCustomAttributes<MemberDataAttribute>().Sum(data =>
            ((IEnumerable<object>)test.DeclaringType!.GetProperty(data.MemberName)!.GetValue(null)!).Count());
        return Math.Max(1, inline + listed);
    }

    private static string KebabCase(string name)
    {
        var text = new StringBuilder();
        foreach (char letter in name.EndsWith("Tests", StringComparison.Ordinal) ? name[..^5] : name)
        {
            text.Append(char.IsUpper(letter) && text.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }
}
