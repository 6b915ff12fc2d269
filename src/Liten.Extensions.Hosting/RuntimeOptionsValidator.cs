using Microsoft.Extensions.Options;

namespace Liten;

/// <summary>Finds all that is wrong with a runtime's options, and says where each comes from.</summary>
internal sealed class RuntimeOptionsValidator(string name) : IValidateOptions<LitenRuntimeOptions>
{
    public ValidateOptionsResult Validate(string? optionsName, LitenRuntimeOptions options)
    {
        if (optionsName != name)
        {
            return ValidateOptionsResult.Skip;
        }

        List<string> failures = [.. options.Unreadable];
        string place = options.Path ?? $"the Liten runtime '{name}'";
        var runtime = new RuntimeOptions();
        foreach (RuntimeSetting setting in RuntimeSetting.All)
        {
            Try(failures, place, () => setting.Apply(options, runtime));
        }

        Try(failures, place, () => options.ConfigureRuntime?.Invoke(runtime));
        Try(failures, place, runtime.Validate);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void Try(List<string> failures, string place, Action check)
    {
        try
        {
            check();
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            failures.Add($"{place}: {exception.Message.ReplaceLineEndings(" ")}");
        }
    }
}
