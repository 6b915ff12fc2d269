using System.Text.Json;

namespace Liten.Tool;

/// <summary>What the runtimes of a process have recorded, each as a document in the Trace Event Format.</summary>
internal sealed class Recording
{
    private readonly IReadOnlyList<string> _documents;

    private Recording(IReadOnlyList<string> documents, IReadOnlyList<string> refusals)
    {
        _documents = documents;
        Refusals = refusals;
    }

    public int Count => _documents.Count;

    /// <summary>Why runtimes were not recorded.</summary>
    public IReadOnlyList<string> Refusals { get; }

    /// <exception cref="ToolException">Nothing was recorded.</exception>
    public static Recording Of(WatchedProcess process, Answer answer)
    {
        string[] refusals = [.. answer.Subjects.Select(answer.FailureOf).Where(static failure => failure.Length > 0)];
        string[] documents =
            [.. answer.Subjects.Where(subject => answer.FailureOf(subject).Length == 0).Select(answer.TextOf)];
        if (documents.Length > 0)
        {
            return new Recording(documents, refusals);
        }

        string why = refusals.Length == 0
            ? "It has no runtime at the moment."
            : string.Join(Environment.NewLine, refusals);
        throw new ToolException($"{process} could not be recorded. {why}");
    }

    /// <summary>Writes the file: one document, in which each runtime is a process of its own.</summary>
    /// <exception cref="ToolException">The file cannot be written.</exception>
    public void WriteTo(string path)
    {
        try
        {
            if (_documents.Count == 1)
            {
                File.WriteAllText(path, _documents[0]);
                return;
            }

            using FileStream file = File.Create(path);
            using var json = new Utf8JsonWriter(file);
            WriteTogether(json);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"{path} cannot be written: {exception.Message}", exception);
        }
    }

    private void WriteTogether(Utf8JsonWriter json)
    {
        long lost = 0;
        json.WriteStartObject();
        json.WriteString("displayTimeUnit", "ns");
        json.WriteStartArray("traceEvents");
        for (int i = 0; i < _documents.Count; i++)
        {
            using JsonDocument document = JsonDocument.Parse(_documents[i]);
            lost += document.RootElement.GetProperty("otherData").GetProperty("lost").GetInt64();
            foreach (JsonElement entry in document.RootElement.GetProperty("traceEvents").EnumerateArray())
            {
                WriteAs(json, process: i + 1, entry);
            }
        }

        json.WriteEndArray();
        json.WriteStartObject("otherData");
        json.WriteNumber("lost", lost);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteAs(Utf8JsonWriter json, int process, JsonElement entry)
    {
        json.WriteStartObject();
        foreach (JsonProperty property in entry.EnumerateObject())
        {
            if (property.NameEquals("pid"))
            {
                json.WriteNumber("pid", process);
            }
            else
            {
                property.WriteTo(json);
            }
        }

        json.WriteEndObject();
    }
}
