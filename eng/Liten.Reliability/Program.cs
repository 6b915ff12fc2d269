using System.Text.Json;
using System.Text.Json.Nodes;
using Liten.Reliability;

if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

string root = Repository.Root();
string folder = options.FactsFolder ?? Directory.CreateTempSubdirectory("liten-facts-").FullName;
bool passed = true;
if (options.FactsFolder is null)
{
    foreach (Proof proof in Proof.All)
    {
        passed &= proof.Run(root, folder);
    }
}

if (!passed)
{
    Console.Error.WriteLine("A proof has failed: no report.");
    return 1;
}

Fact[] facts = Fact.ReadAll(folder);
string documents = Path.Combine(root, "docs", "reliability");
string twin = Path.Combine(documents, "reliability.json");
if (options.Check)
{
    JsonObject retired = JsonNode.Parse(File.ReadAllText(Path.Combine(documents, "retired.json")))!.AsObject();
    string[] losses = [.. Regression.Find(JsonNode.Parse(File.ReadAllText(twin))!.AsObject(), facts, retired)];
    Array.ForEach(losses, Console.Error.WriteLine);
    Console.WriteLine(losses.Length == 0 ? $"{facts.Length} facts: nothing is missing" : $"{losses.Length} losses against {Path.GetFileName(twin)}");
    return losses.Length == 0 ? 0 : 1;
}

FaultRow[] faults = JsonSerializer.Deserialize<FaultRow[]>(File.ReadAllText(Path.Combine(documents, "faults.json")), JsonSerializerOptions.Web)!;
var report = new Report(Header.Now(root), facts, faults);
File.WriteAllText(Path.Combine(documents, "README.md"), report.ToMarkdown(File.ReadAllText(Path.Combine(documents, "preface.md"))));
File.WriteAllText(twin, report.ToJson());
Console.WriteLine($"docs/reliability: README.md and {Path.GetFileName(twin)}: {facts.Length} facts, {faults.Length} faults");
return 0;
