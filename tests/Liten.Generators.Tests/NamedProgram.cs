namespace Liten.Generators.Tests;

/// <summary>One program out of the product of names, places, kinds of type, accesses and spellings.</summary>
internal sealed record NamedProgram(
    string Attribute,
    string Within,
    string Nesting,
    string Kind,
    string Type,
    string Access,
    string Method,
    string Body)
{
    /// <summary>The nestings that hide their type from the rest of the assembly begin here.</summary>
    private const string Hidden = "/* hidden */";

    private const string Usings =
        "global using G = global::Liten.LitenMainAttribute; using Liten; using L = Liten.LitenMainAttribute; ";

    private static readonly string[][] s_choices =
    [
        [
            "[LitenMain]", "[LitenMainAttribute]", "[global::Liten.LitenMain()]", "[Liten.LitenMain]",
            "[method: global::@Liten.@LitenMainAttribute]", "[L]", "[G]",
            "[LitenMain(WorkerThreads = 1 + 1, Name = \"w\" + \"1\")]",
            "[global::System.ComponentModel.Description(\"\"), LitenMain]",
        ],
        [
            "", "App;", "App.Inner", "@event.@class", "X.System;", "X.Liten", "Liten", "Liten.Generated",
            "Größe.名前;", "App.Generated.Start", "@global.@var", "LitenEntryPoint",
        ],
        [
            "|", "internal |", "public |",
            Hidden + "class @class { | }",
            Hidden + "public class Outer { private | }",
            Hidden + "struct @struct { | }",
            Hidden + "class A { protected internal class @base { private protected | } }",
            "interface @interface { | }",
            "record Outer { public struct Größe { internal static class Tasks { public | } } }",
        ],
        [
            "static class", "partial class", "sealed partial class", "static partial class", "partial record",
            "interface", "partial interface", "partial struct", "ref struct", "record struct",
        ],
        [
            "Program", "@static", "System", "Liten", "Runtime", "LitenMain", "Func", "Тип", "@record",
            "\\u0041b\\u00e9", "@LitenTask", "LitenEntryPoint",
        ],
        ["", "private", "internal", "public"],
        [
            "Run", "@event", "Main", "Start", "args", "runtime", "@await", "_", "名前", "\\u0061b", "@global",
            "exitCode",
        ],
        [
            "$ static async global::Liten.LitenTask<int> |() "
                + "{ await global::System.Threading.Tasks.Task.Yield(); return 7; }",
            "$ static global::System.Threading.Tasks.ValueTask<int> |() => new(7);",
            "$ static int |(string[] args) => 7 + args.Length;",
            "$ static partial int |(params string[] @params); $ static partial int |(params string[] @params) => 7;",
        ],
    ];

    /// <summary>Programs in which every two choices meet that can.</summary>
    public static IEnumerable<NamedProgram> All => AllPairs
        .Of([.. s_choices.Select(choice => choice.Length)], row => Of(row).IsLegal)
        .Select(Of);

    public string Source
    {
        get
        {
            string member = $"{Attribute} {Body.Replace("$", Access, StringComparison.Ordinal)}"
                .Replace("|", Method, StringComparison.Ordinal);
            string type = Nesting.Replace("|", $"{Kind} {Type} {{ {member} }}", StringComparison.Ordinal);
            return Usings + (Within, Within.EndsWith(';')) switch
            {
                ("", _) => type,
                (_, true) => $"namespace {Within} {type}",
                _ => $"namespace {Within} {{ {type} }}",
            };
        }
    }

    /// <summary>No accessor of the runtime reaches a method of a struct.</summary>
    public bool IsOutOfReach => IsStruct && (Nesting.StartsWith(Hidden, StringComparison.Ordinal) || !HasAccess);

    private bool IsStruct => Kind.EndsWith("struct", StringComparison.Ordinal);

    private bool HasAccess => Access is "internal" or "public"
        || (Access.Length == 0 && Kind.EndsWith("interface", StringComparison.Ordinal));

    private bool IsNested => Nesting.Contains('{', StringComparison.Ordinal);

    /// <summary>Whether the compiler takes the program, or would without Liten.</summary>
    private bool IsLegal
    {
        get
        {
            bool isPartial = Body.Contains("partial", StringComparison.Ordinal);
            bool hidesLiten = Type == "Liten" || Within == "X.Liten";
            bool hidesWhatIsNeeded = !IsNested && (Within, Type) is
                ("", "System" or "Liten" or "LitenEntryPoint") or
                ("Liten", "Runtime" or "@LitenTask") or
                ("Liten.Generated", "LitenEntryPoint");
            return !hidesWhatIsNeeded
                && !(hidesLiten && Attribute == "[Liten.LitenMain]")
                && !(isPartial && (Access.Length == 0 || !Kind.Contains("partial", StringComparison.Ordinal)))
                && !(Method == "Main" && Body.Contains("static int", StringComparison.Ordinal))
                && !(Method == "Main" && isPartial);
        }
    }

    private static NamedProgram Of(int[] row)
    {
        string At(int choice) => s_choices[choice][row[choice]];
        return new(At(0), At(1), At(2), At(3), At(4), At(5), At(6), At(7));
    }
}
