using System.Text.Json;
using System.Text.Json.Serialization;

namespace Liten;

/// <summary>How answers are written; generated, so that nothing is looked up at run time.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AbortCommand))]
[JsonSerializable(typeof(GraphAnswer))]
[JsonSerializable(typeof(GroupsAnswer))]
[JsonSerializable(typeof(OverviewAnswer))]
[JsonSerializable(typeof(PoolsAnswer))]
[JsonSerializable(typeof(TaskAnswer))]
[JsonSerializable(typeof(TasksAnswer))]
[JsonSerializable(typeof(WaitsAnswer))]
internal sealed partial class DashboardJson : JsonSerializerContext;
