using System.Text.Json;

namespace Liten;

/// <summary>
/// Writes a recording in the Trace Event Format, which chrome://tracing, Perfetto and speedscope open: complete events,
/// one track per worker, times in microseconds.
/// </summary>
internal sealed class TimelineWriter : IDisposable
{
    private const int Process = 1;

    private readonly Utf8JsonWriter _json;
    private readonly HashSet<int> _named = [];
    private readonly long _begin;

    public TimelineWriter(Stream stream, string runtime, long begin)
    {
        _json = new Utf8JsonWriter(stream);
        _begin = begin;
        _json.WriteStartObject();
        _json.WriteString("displayTimeUnit", "ns");
        _json.WriteStartArray("traceEvents");
        Metadata("process_name", 0, $"Liten runtime {runtime}");
    }

    /// <summary>Names a worker's track, once.</summary>
    public void Worker(int index, string name)
    {
        if (_named.Add(index))
        {
            Metadata("thread_name", index + 1, name);
        }
    }

    public void Slice(int worker, TurnSlice slice, string name)
    {
        _json.WriteStartObject();
        _json.WriteString("name", name);
        _json.WriteString("cat", "turn");
        _json.WriteString("ph", "X");
        _json.WriteNumber("ts", (slice.Begin - _begin) / 1000.0);
        _json.WriteNumber("dur", slice.Busy / 1000.0);
        _json.WriteNumber("pid", Process);
        _json.WriteNumber("tid", worker + 1);
        _json.WriteStartObject("args");
        _json.WriteNumber("task", slice.Task);
        _json.WriteNumber("turns", slice.Turns);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    public void Flush() => _json.Flush();

    /// <summary>Ends the document.</summary>
    /// <param name="lost">How many slices came too fast to be written.</param>
    public void End(long lost)
    {
        _json.WriteEndArray();
        _json.WriteStartObject("otherData");
        _json.WriteNumber("lost", lost);
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.Flush();
    }

    /// <summary>Leaves the stream open; what is not flushed is dropped only where the stream has failed.</summary>
    public void Dispose() => _json.Reset(Stream.Null);

    private void Metadata(string kind, int thread, string name)
    {
        _json.WriteStartObject();
        _json.WriteString("name", kind);
        _json.WriteString("ph", "M");
        _json.WriteNumber("pid", Process);
        _json.WriteNumber("tid", thread);
        _json.WriteStartObject("args");
        _json.WriteString("name", name);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }
}
