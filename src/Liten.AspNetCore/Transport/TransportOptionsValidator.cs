using Microsoft.Extensions.Options;

namespace Liten;

/// <summary>Finds all that is wrong with the transport's options.</summary>
internal sealed class TransportOptionsValidator : IValidateOptions<LitenTransportOptions>
{
    private const int MostWarmConnections = 10_000;

    public ValidateOptionsResult Validate(string? name, LitenTransportOptions options)
    {
        List<string> failures = [];
        CheckSize(nameof(options.MaxReadBufferSize), options.MaxReadBufferSize);
        CheckSize(nameof(options.MaxWriteBufferSize), options.MaxWriteBufferSize);
        Check(options.Backlog > 0, nameof(options.Backlog), options.Backlog, "1 or more");
        Check(
            options.WarmConnections is >= 0 and <= MostWarmConnections,
            nameof(options.WarmConnections),
            options.WarmConnections,
            $"between 0 (none) and {MostWarmConnections}");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void CheckSize(string option, long? size)
            => Check(size is null or > 0, option, size, "1 or more, or null for no limit");

        void Check(bool isRight, string option, long? value, string range)
        {
            if (!isRight)
            {
                failures.Add($"UseLitenTransport: {option} must be {range}, and is {value}.");
            }
        }
    }
}
