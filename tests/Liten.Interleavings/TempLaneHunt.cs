namespace Liten.Interleavings;
public sealed class TempLaneHunt
{
    [Fact]
    public void Hunt()
    {
        var hunt = new MutantHunt(AllScenarios.ById.Values.Where(s => s.Id.StartsWith("lanes.l")), walks: 300, searched: 8_000);
        foreach (Mutant m in hunt.Mutants.Where(m => Path.GetFileName(m.Site.File) == "Lane.cs")) Console.WriteLine($"{hunt.FindKiller(m)?.Id ?? "SURVIVES"} <- {m.Name}");
    }
    [Fact]
    public void Logic()
    {
        foreach (LogicMutant mutant in LogicMutantsOfLanes.All) { try { Console.WriteLine($"{mutant.Id}: {PatchedLibrary.Explore(mutant, mutant.Scenario, 50_000)?.Split((char)10)[0] ?? "SURVIVES"}"); } catch (Exception e) { Console.WriteLine(mutant.Id + " " + e.Message); } }
    }
}
