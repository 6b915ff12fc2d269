using Liten.Proof;

namespace Liten.Interleavings;

/// <summary>The scenarios are tight: they notice when an atomic operation of the library is weaker than it should be.</summary>
[Trait(TestDepth.Trait, TestDepth.Deep)]
public sealed class MutantTests
{
    private const double LeastScore = 0.95;

    private static readonly Lazy<MutantHunt> s_hunt = new(() => new MutantHunt(AllScenarios.ById.Values, walks: 500, searched: 10_000));

    [Fact]
    public void Every_atomic_operation_of_the_library_is_reached_or_has_a_reason()
    {
        HashSet<(string, int)> reached = [.. s_hunt.Value.Reached.Select(site => (Path.GetFileName(site.File), site.Line))];
        (string File, int Line, string Text)[] all = [.. SourceLines.AtomicOperations()];

        string[] unexplained =
        [
            .. all.Where(operation => !reached.Contains((operation.File, operation.Line)) && Reason(operation) is null)
                .Select(operation => $"{operation.File}:{operation.Line} {operation.Text}"),
        ];

        Assert.True(unexplained.Length == 0, "no scenario reaches:\n" + string.Join('\n', unexplained));

        static string? Reason((string File, int Line, string Text) operation)
            => UnexploredOperations.Reasons.GetValueOrDefault(operation.File) ?? UnexploredOperations.Reasons.GetValueOrDefault($"{operation.File}: {operation.Text}");
    }

    [Fact]
    public void Every_weaker_variant_is_noticed_or_is_equivalent()
    {
        MutantHunt hunt = s_hunt.Value;
        Mutant[] mutants = [.. hunt.Mutants];

        Mutant[] survivors = [.. mutants.Where(mutant => hunt.FindKiller(mutant) is null)];

        string[] unexplained = [.. survivors.Where(mutant => !EquivalentMutants.Reasons.ContainsKey(mutant.Name)).Select(mutant => mutant.Name)];
        string[] outdated = [.. EquivalentMutants.Reasons.Keys.Except(survivors.Select(mutant => mutant.Name))];
        int killed = mutants.Length - survivors.Length;
        Facts.Report(
            "mutants",
            "atomics",
            ("sites", hunt.Reached.Count()),
            ("generated", mutants.Length),
            ("killed", killed),
            ("equivalent", survivors.Length - unexplained.Length),
            ("score", $"{100.0 * killed / mutants.Length:F1}%"),
            ("scoreWithoutEquivalent", $"{100.0 * killed / (mutants.Length - (survivors.Length - unexplained.Length)):F1}%"),
            ("schedules", hunt.Schedules));
        Assert.Distinct(mutants.Select(mutant => mutant.Name));
        Assert.True(unexplained.Length == 0, $"{killed} of {mutants.Length} killed; survivors without a reason:\n" + string.Join('\n', unexplained));
        Assert.True(outdated.Length == 0, "listed as equivalent, but killed or gone:\n" + string.Join('\n', outdated));
        Assert.True(killed >= LeastScore * mutants.Length, $"{killed} of {mutants.Length} killed");
    }
}
