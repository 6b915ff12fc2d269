using System.Xml.Linq;

namespace Liten.Tests.Architecture;

/// <summary>The house stands as docs and CONTRIBUTING say: these tests read the library's source, and show on made up sources that they would notice.</summary>
public class FloorTests
{
    [Fact]
    public void Source_CompiledInMemory_BindsCompletely() => Assert.Empty(SourceTree.Library.Errors);

    [Fact]
    public void Folders_UseOnlyWhatStandsBelow() => Holds(FloorPlan.FindViolations(SourceTree.Library));

    [Fact]
    public void Types_OfAFolder_KnowEachOtherInSmallCirclesOnly()
    {
        Holds(TypeCycles.FindViolations(SourceTree.Library));
        Holds(TypeCycles.FindSlack(SourceTree.Library));
    }

    [Fact]
    public void PathOfOneTask_IsAsTheMapSays()
        => Holds(TaskPath.FindViolations(SourceTree.Library, File.ReadAllText(Path.Combine(SourceTree.LibraryFolder, "README.md")).ReplaceLineEndings("\n")));

    [Fact]
    public void SpecialCode_StandsOnlyInItsPlaces() => Holds(CodeBans.FindViolations(SourceTree.Library));

    [Fact]
    public void Files_HaveTheHouseShape() => Holds(FileShape.FindViolations(SourceTree.Library));

    [Fact]
    public void Files_AreSmall() => Holds(FileShape.FindTooLargeMedian(SourceTree.Library));

    [Fact]
    public void Library_ReferencesOnlyTheFramework()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string[] foreign = [.. typeof(Runtime).Assembly.GetReferencedAssemblies()
            .Where(name => !File.Exists(Path.Combine(framework, name.Name + ".dll")))
            .Select(name => name.FullName)];

        Assert.Empty(foreign);
        Assert.Empty(FindPackages(XDocument.Load(Path.Combine(SourceTree.LibraryFolder, "Liten.csproj"))));
    }

    [Theory]
    [InlineData("""<PackageReference Include="Some.Package" />""", 1)]
    [InlineData("""<PackageReference Include="Some.Analyzer" PrivateAssets="all" />""", 0)]
    [InlineData("""<FrameworkReference Include="Microsoft.AspNetCore.App" />""", 1)]
    [InlineData("""<ProjectReference Include="Other.csproj" />""", 1)]
    [InlineData("""<ProjectReference Include="Generator.csproj" ReferenceOutputAssembly="false" />""", 0)]
    public void ProjectFile_WithAReference_IsJudged(string reference, int violations)
        => Assert.Equal(violations, FindPackages(XDocument.Parse($"<Project><ItemGroup>{reference}</ItemGroup></Project>")).Count());

    [Theory]
    [InlineData("class User { Upper? _field; }")] // by name
    [InlineData("class User { void Use(List<Upper[]> uppers) { } }")] // inside another type
    [InlineData("class User { object Use() => Middle.Make(); }")] // only as the type of a value
    [InlineData("class User { void Use() { var made = Middle.Make(); } }")]
    [InlineData("class User { int Use() => Middle.Make().Number; }")] // only through a member
    [InlineData("class User : Upper;")]
    [InlineData("class User { [Upper] void Use() { } }")] // as an attribute
    public void Floors_WithAnUpwardUse_ReportFileLineAndBothTypes(string user)
    {
        SourceTree tree = SourceTree.Of(
            ("Scheduling/Upper.cs", "namespace Liten; class Upper : Attribute { public int Number; }"),
            ("Tasks/Middle.cs", "namespace Liten; class Middle { public static Upper Make() => new(); }"),
            ("Tasks/User.cs", $"namespace Liten;\n{user}"));

        Assert.Empty(tree.Errors);
        Assert.Contains(FloorPlan.FindViolations(tree), violation
            => violation.StartsWith("Tasks/User.cs:2: User (in Tasks) uses Upper (in Scheduling)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Timers/A.cs", "Sync/B.cs", 1)] // siblings
    [InlineData("Primitives/A.cs", "Diagnostics/B.cs", 1)]
    [InlineData("Tasks/A.cs", "B.cs", 1)] // up to the root
    [InlineData("Cellar/A.cs", "Primitives/B.cs", 1)] // a folder that the table does not know
    [InlineData("Diagnostics/A.cs", "Primitives/B.cs", 0)]
    [InlineData("A.cs", "Tasks/B.cs", 0)]
    [InlineData("Sync/A.cs", "Sync/B.cs", 0)]
    public void Floors_OfUserAndUsed_Decide(string user, string used, int violations)
    {
        SourceTree tree = SourceTree.Of((user, "namespace Liten; class A { B? _b; }"), (used, "namespace Liten; class B;"));

        Assert.Empty(tree.Errors);
        Assert.Equal(violations, FloorPlan.FindViolations(tree).Count());
    }

    [Theory]
    [InlineData("class A { B? _b; }", "class B { C? _c; }", "class C { A? _a; }", 1)]
    [InlineData("class A { B? _b; }", "class B { class Inner { C? _c; } }", "class C { void Use() => new A(); }", 1)]
    [InlineData("class A { B? _b; }", "class B { C? _c; }", "class C { C? _other; }", 0)]
    public void Cycle_OfThreeTypesInAFolder_IsReported(string a, string b, string c, int violations)
    {
        SourceTree tree = SourceTree.Of(
            ("Sync/A.cs", $"namespace Liten; {a}"), ("Sync/B.cs", $"namespace Liten; {b}"), ("Sync/C.cs", $"namespace Liten; {c}"));

        Assert.Empty(tree.Errors);
        Assert.Equal(violations, TypeCycles.FindViolations(tree).Count());
    }

    [Theory]
    [InlineData("A", "`Begin`", "B", "`Go`", 0)]
    [InlineData("A", "`Begin`", "Gone", "`Go`", 1)] // no such file
    [InlineData("A", "`Begin`", "B", "`Stop`", 2)] // no such method, which nothing calls
    [InlineData("B", "`Go`", "A", "`Begin`", 1)] // the other way round
    public void Path_ThatTheSourceDoesNotGo_IsReported(string first, string begin, string second, string go, int violations)
    {
        SourceTree tree = SourceTree.Of(
            ("Tasks/A.cs", "namespace Liten; class A { void Begin() => B.Go(); }"),
            ("Tasks/B.cs", "namespace Liten; class B { public static void Go() { } }"));
        string readme = $"| step | file | methods |\n|---|---|---|\n| 1 | `Tasks/{first}` | {begin} |\n| | `Tasks/{second}` | {go} |\n\n";

        Assert.Empty(tree.Errors);
        Assert.Equal(violations, TaskPath.FindViolations(tree, readme).Count());
    }

    [Theory]
    [InlineData("Interlocked.MemoryBarrier()")]
    [InlineData("Volatile.Read(ref n)")]
    [InlineData("System.Runtime.CompilerServices.Unsafe.SizeOf<int>()")]
    [InlineData("Thread.MemoryBarrier()")]
    [InlineData("Monitor.Enter(o)")]
    [InlineData("new Lock().Enter()")]
    [InlineData("new Thread(() => { }).Start()")]
    [InlineData("Thread.Sleep(1)")]
    [InlineData("Console.WriteLine()")]
    [InlineData("_ = DateTime.UtcNow")]
    [InlineData("_ = DateTimeOffset.Now")]
    [InlineData("_ = Environment.TickCount64")]
    [InlineData("System.Diagnostics.Stopwatch.GetTimestamp()")]
    [InlineData("Random.Shared.Next()")]
    [InlineData("lock (o) { }")]
    public void SpecialCode_InTheWrongPlace_IsReported(string code)
    {
        SourceTree tree = Method("Sync/A.cs", code);

        Assert.Empty(tree.Errors);
        Assert.NotEmpty(CodeBans.FindViolations(tree));
    }

    [Theory]
    [InlineData("Queues/A.cs", "Interlocked.MemoryBarrier()")]
    [InlineData("Tasks/TaskState.cs", "Volatile.Read(ref n)")]
    [InlineData("Primitives/MonitorWord.cs", "Monitor.Enter(o)")]
    [InlineData("Primitives/ThreadSource.cs", "new Thread(() => { }).Start()")]
    [InlineData("Primitives/Clock.cs", "System.Diagnostics.Stopwatch.GetTimestamp()")]
    [InlineData("RuntimeOptions.cs", "Random.Shared.Next()")]
    [InlineData("Sync/A.cs", "_ = Thread.CurrentThread.IsThreadPoolThread")]
    [InlineData("Sync/A.cs", "_ = new DateTime(2026, 1, 1)")]
    public void SpecialCode_InItsPlace_IsFine(string path, string code) => Assert.Empty(CodeBans.FindViolations(Method(path, code)));

    [Fact]
    public void VolatileField_IsReported()
        => Assert.NotEmpty(CodeBans.FindViolations(SourceTree.Of(("Queues/A.cs", "namespace Liten; class A { volatile int _field; }"))));

    [Theory]
    [InlineData("A.cs", "sealed class A; sealed class B;")] // two types
    [InlineData("A.cs", "delegate void A(); delegate void B();")]
    [InlineData("A.cs", "")] // none
    [InlineData("A.cs", "sealed class B;")] // another name
    [InlineData("A{U}.cs", "sealed class A<T>;")]
    [InlineData("A.cs", "class A;")] // open
    [InlineData("A.cs", "sealed class A { class B; }")] // an open one inside
    [InlineData("TaskManager.cs", "sealed class TaskManager;")]
    [InlineData("QueueHelper.cs", "static class QueueHelper;")]
    [InlineData("TimeUtils.cs", "static class TimeUtils;")]
    public void File_OfTheWrongShape_IsReported(string path, string code)
        => Assert.NotEmpty(FileShape.FindViolations(SourceTree.Of((path, $"namespace Liten; {code}"))));

    [Theory]
    [InlineData("A.cs", "sealed class A { enum B { } struct C; }")]
    [InlineData("A.cs", "abstract class A;")]
    [InlineData("A.cs", "static class A;")]
    [InlineData("A.cs", "interface A;")]
    [InlineData("A.cs", "record struct A(int B);")]
    [InlineData("A.cs", "sealed class A<T>;")]
    [InlineData("A{T,U}.cs", "sealed class A<T, U>;")]
    [InlineData("Clock.cs", "class Clock;")]
    public void File_OfTheRightShape_IsFine(string path, string code)
        => Assert.Empty(FileShape.FindViolations(SourceTree.Of((path, $"namespace Liten; {code}"))));

    [Fact]
    public void File_OfAGenericTypeWithANamesake_MustSpellItsParameters()
        => Assert.Equal(
            ["B/A.cs:1: the type A{T} belongs into A{T}.cs"],
            FileShape.FindViolations(SourceTree.Of(("A.cs", "namespace Liten; sealed class A;"), ("B/A.cs", "namespace Liten; sealed class A<T>;"))));

    [Fact]
    public void File_InAnotherNamespace_IsReported()
        => Assert.NotEmpty(FileShape.FindViolations(SourceTree.Of(("A.cs", "namespace Liten.Inner; sealed class A;"))));

    [Theory]
    [InlineData(300, 0)]
    [InlineData(301, 1)]
    public void File_OfSoManyLines_IsJudged(int lines, int violations)
        => Assert.Equal(violations, FileShape.FindViolations(SourceTree.Of(("A.cs", FileOf(lines)))).Count());

    [Theory]
    [InlineData(120, 0)]
    [InlineData(121, 1)]
    public void Line_OfSoManyColumns_IsJudged(int columns, int violations)
    {
        string line = "namespace Liten; sealed class A; //".PadRight(columns, '-');

        Assert.Equal(violations, FileShape.FindViolations(SourceTree.Of(("Timers/A.cs", $"// first\n{line}\n"))).Count());
    }

    [Theory]
    [InlineData(90, 0)]
    [InlineData(91, 1)]
    public void MedianFile_OfSoManyLines_IsJudged(int lines, int violations)
        => Assert.Equal(violations, FileShape.FindTooLargeMedian(SourceTree.Of(("A.cs", FileOf(1)), ("B.cs", FileOf(lines)), ("C.cs", FileOf(lines)))).Count());

    [Theory]
    [InlineData("void Do()", 40, 0)]
    [InlineData("void Do()", 41, 1)]
    [InlineData("A()", 41, 1)]
    public void Method_OfSoManyLines_IsJudged(string signature, int lines, int violations)
    {
        string body = new('\n', lines - 1);
        SourceTree tree = SourceTree.Of(("A.cs", $"namespace Liten; sealed class A {{ {signature} {{ {body} }} }}"));

        Assert.Equal(violations, FileShape.FindViolations(tree).Count());
    }

    private static void Holds(IEnumerable<string> violations)
    {
        string[] found = [.. violations];
        Assert.True(found.Length == 0, $"{found.Length} violations:\n{string.Join('\n', found)}");
    }

    private static SourceTree Method(string path, string code)
        => SourceTree.Of((path, $"namespace Liten; sealed class A {{ void Do(object o, int n) {{ {code}; }} }}"));

    private static string FileOf(int lines) => string.Concat(Enumerable.Repeat("//\n", lines - 1)) + "namespace Liten; sealed class A;\n";

    /// <summary>References that would reach a user of the package.</summary>
    private static IEnumerable<string> FindPackages(XDocument project) => project.Descendants()
        .Where(element => element.Name.LocalName switch
        {
            "PackageReference" => (string?)element.Attribute("PrivateAssets") != "all",
            "ProjectReference" => (string?)element.Attribute("ReferenceOutputAssembly") != "false",
            "FrameworkReference" or "Reference" => true,
            _ => false,
        })
        .Select(element => element.ToString());
}
